package dev.dropbell.files;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Describes {@code /files}, which is a servlet and so not found by who describes controllers. */
final class FilesDescription implements OpenApiCustomizer {

  @Override
  public void customise(OpenAPI api) {
    api.path(
        "/files/{path}",
        new PathItem()
            .get(
                new Operation()
                    .addTagsItem("Files")
                    .summary("A file or a directory")
                    .description(
                        "A file with Range, ETag and conditions; ?download has it saved. A directory as a"
                            + " page, or with Accept: application/json as {\"path\", \"entries\", \"cursor\"}."
                            + " ?sign answers {\"url\", \"expires_at\"} instead of a file: a link that"
                            + " opens it without a token until then.")
                    .addParametersItem(path())
                    .addParametersItem(flag("download", "Has a browser save the file"))
                    .addParametersItem(flag("sign", "Answers with a link to the file"))
                    .responses(answers())));
  }

  private static Parameter path() {
    return new Parameter()
        .name("path")
        .in("path")
        .required(true)
        .description("Below the root; slashes stay as they are")
        .example("cams/front/a.jpg")
        .schema(new StringSchema());
  }

  private static Parameter flag(String name, String description) {
    return new Parameter()
        .name(name)
        .in("query")
        .allowEmptyValue(true)
        .description(description)
        .schema(new StringSchema());
  }

  private static ApiResponses answers() {
    return new ApiResponses()
        .addApiResponse("200", new ApiResponse().description("The file, the listing, or the link"))
        .addApiResponse("206", new ApiResponse().description("The ranges"))
        .addApiResponse("304", new ApiResponse().description("The client has it already"))
        .addApiResponse("401", new ApiResponse().description("The token is missing or wrong"))
        .addApiResponse(
            "403",
            new ApiResponse()
                .description("The token does not allow the path, or the link is wrong or expired"))
        .addApiResponse("404", new ApiResponse().description("Nothing is shown at this path"))
        .addApiResponse("412", new ApiResponse().description("The file has changed"))
        .addApiResponse("416", new ApiResponse().description("The file has none of the range"));
  }
}
