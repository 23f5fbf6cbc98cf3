using System.Text.Json.Nodes;
using static Platform.Inference.Description.ApiOperation;

namespace Platform.Inference.Description;

/// <summary>Requests for inference and their answers, which are JSON of their own and not that of a message.</summary>
static class InferenceSchemas
{
    public static JsonObject Request(ApiSchemas schemas) =>
        schemas.Reference(
            "InferenceRequest",
            () =>
                Object(
                    ("id", Text),
                    ("parameters", Parameters(schemas)),
                    (
                        "inputs",
                        List(
                            schemas.Reference(
                                "InputTensor",
                                () =>
                                    Object(
                                        ("name", Text),
                                        ("shape", Shape()),
                                        ("datatype", Text),
                                        ("parameters", Parameters(schemas)),
                                        (
                                            "data",
                                            Data(
                                                "Flat or nested; BYTES, such as photographs, as base64. None with "
                                                    + "binary_data_size."
                                            )
                                        )
                                    )
                            )
                        )
                    ),
                    (
                        "outputs",
                        List(
                            schemas.Reference(
                                "RequestedOutput",
                                () => Object(("name", Text), ("parameters", Parameters(schemas)))
                            )
                        )
                    )
                )
        );

    public static JsonObject Answer(ApiSchemas schemas) =>
        schemas.Reference(
            "InferenceAnswer",
            () =>
                Object(
                    ("id", Text),
                    ("model_name", Text),
                    ("model_version", Text),
                    ("parameters", Parameters(schemas)),
                    (
                        "outputs",
                        List(
                            schemas.Reference(
                                "OutputTensor",
                                () =>
                                    Object(
                                        ("name", Text),
                                        ("datatype", Text),
                                        ("shape", Shape()),
                                        ("parameters", Parameters(schemas)),
                                        ("data", Data("Flat; files as base64. None with binary_data_size."))
                                    )
                            )
                        )
                    )
                )
        );

    public static JsonObject Parameters(ApiSchemas schemas) =>
        schemas.Reference(
            "Parameters",
            () =>
                new()
                {
                    ["type"] = "object",
                    ["description"] =
                        "Each a string, a number, true or false. One that would change nothing is refused.",
                    ["additionalProperties"] = true,
                }
        );

    static JsonObject Object(params (string Name, JsonObject Schema)[] properties) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(properties.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Schema))),
        };

    static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    static JsonObject Shape() => List(new() { ["type"] = "integer", ["format"] = "int64" });

    static JsonObject Data(string description)
    {
        var data = List(new());
        data["description"] = description;
        return data;
    }
}
