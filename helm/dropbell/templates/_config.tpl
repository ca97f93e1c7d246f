{{/* The service's application.yml: what the chart knows, and .Values.config over it. */}}
{{- define "dropbell.config" -}}
server:
  port: 8000
  {{- with .Values.ingress.trustedProxies }}
  tomcat:
    remoteip:
      internal-proxies: {{ . | quote }}
  {{- end }}
  {{- if .Values.tls.http }}
  ssl:
    bundle: dropbell
  {{- end }}
management:
  server:
    port: {{ .Values.management.port }}
{{- if .Values.tls.enabled }}
spring:
  ssl:
    bundle:
      pem:
        dropbell:
          reload-on-update: true
          keystore:
            certificate: file:/etc/dropbell/tls/tls.crt
            private-key: file:/etc/dropbell/tls/tls.key
{{- end }}
{{- with .Values.logging.format }}
logging:
  structured:
    format:
      console: {{ . }}
{{- end }}
dropbell:
  bind-address: 0.0.0.0
  root: /data/{{ .Values.persistence.files.subDirectory }}
  {{- if .Values.persistence.log.enabled }}
  data-directory: /log
  {{- end }}
  directories: {{ .Values.directories | toJson }}
  files:
    link-key: "${LINK_KEY}"
  shutdown:
    drain: {{ .Values.shutdown.drainSeconds }}s
  socketio:
    port: 3000
    {{- if .Values.tls.socketio }}
    ssl:
      bundle: dropbell
    {{- end }}
  {{- if or .Values.ingress.enabled .Values.gateway.enabled }}
  dashboard:
    behind-proxy: true
  {{- end }}
  tcp:
    port: 7000
    {{- if .Values.tls.tcp }}
    ssl:
      bundle: dropbell
    {{- end }}
  ftp:
    port: 2121
    passive-ports: {{ .Values.ftp.passivePorts.from }}-{{ .Values.ftp.passivePorts.to }}
    passive-external-address: {{ include "dropbell.externalAddress" . | trim | quote }}
    user: {{ .Values.auth.ftp.user | quote }}
    {{- with .Values.auth.ftp.users }}
    users:
      {{- range $i, $user := . }}
      - name: {{ $user.name | quote }}
        password: "${FTP_PASSWORD_{{ $i }}}"
        {{- with $user.home }}
        home: {{ . | quote }}
        {{- end }}
        {{- with $user.permissions }}
        permissions: {{ toJson . }}
        {{- end }}
        {{- with $user.quota }}
        quota: {{ . }}
        {{- end }}
        {{- with $user.maxFileSize }}
        max-file-size: {{ . }}
        {{- end }}
      {{- end }}
    {{- end }}
    {{- if .Values.tls.enabled }}
    ssl:
      bundle: dropbell
      required: {{ .Values.tls.ftpRequired }}
    {{- end }}
  security:
    tokens:
      {{- if .Values.auth.adminToken.enabled }}
      - name: admin
        hash: "${ADMIN_TOKEN_HASH}"
        scopes: [admin]
      {{- end }}
      {{- range .Values.auth.tokens }}
      - name: {{ .name | quote }}
        hash: {{ .hash | quote }}
        scopes: {{ toJson .scopes }}
        {{- with .topics }}
        topics: {{ toJson . }}
        {{- end }}
        {{- with .paths }}
        paths: {{ toJson . }}
        {{- end }}
        {{- with .userId }}
        user-id: {{ . | quote }}
        {{- end }}
      {{- end }}
{{- end }}

{{- define "dropbell.configMerged" -}}
{{- mustMergeOverwrite (include "dropbell.config" . | fromYaml) (deepCopy .Values.config) | toYaml }}
{{- end }}
