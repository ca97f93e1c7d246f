-- Where in its publisher's trace a message was published (W3C Trace Context), so that a replay tells it, too.
ALTER TABLE message ADD COLUMN traceparent TEXT;
