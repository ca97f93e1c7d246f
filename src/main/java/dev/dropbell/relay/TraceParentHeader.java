package dev.dropbell.relay;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How the API description has what {@link TraceParentResolver} reads. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
    in = ParameterIn.HEADER,
    name = TraceParentResolver.HEADER,
    description =
        "The caller's trace (W3C Trace Context), which the message carries on; ignored when malformed.",
    schema = @Schema(type = "string"),
    example = TraceParentResolver.EXAMPLE)
@interface TraceParentHeader {}
