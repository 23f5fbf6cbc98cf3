using Google.Protobuf;
using Platform.Inference.Classification;
using Platform.Protos.OpenInference;

namespace Platform.Inference.OpenInference.Rest;

/// <summary>The calls of one model that are more than a message.</summary>
static class RestModel
{
    public const string LengthHeader = "Inference-Header-Content-Length";

    /// <summary>200 and true, or 503 and false; 404 where there is no such model.</summary>
    public static Task ReadyAsync(RestCall call)
    {
        var ready = call.Protocol.ModelReady(new() { Name = call.Model, Version = call.Version }).Ready;
        if (!ready && !call.Protocol.IsUnavailable(call.Model))
            throw InferenceModels.Unknown(call.Model, call.Version);
        var json = JsonBytes.Of(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("name", call.Model);
            writer.WriteBoolean("ready", ready);
            writer.WriteEndObject();
        });
        return call.BytesAsync(json, ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    public static async Task InferAsync(RestCall call)
    {
        var (request, services) = (call.Context.Request, call.Context.RequestServices);
        var limit = services.GetRequiredService<ClassificationOptions>().MaxMessageBytes;
        var length = JsonLength(request);
        var body = await call.BodyAsync();
        var asked =
            length == 0
                ? RawBody(call, body)
                : new InferJson(call.Model, call.Version, limit).Read(body, length ?? body.Count);
        var answer = await call.Protocol.InferAsync(asked.Message, asked.Form, call.Open, call.Context.RequestAborted);
        await WriteAsync(call.Context.Response, answer, asked);
    }

    /// <summary>How much of the body is JSON, where binary tensors follow it; null where all of it is.</summary>
    static int? JsonLength(HttpRequest request) =>
        request.Headers[LengthHeader] switch
        {
            [] => null,
            [{ } text] when Shared.Numbers.TryParse(text, out int length) && length >= 0 => length,
            var other => throw new Shared.InputException($"{LengthHeader} '{other}': must be the bytes of JSON"),
        };

    /// <summary>Triton's raw binary request: the body is one element of the input, such as a photograph.</summary>
    static RestRequest RawBody(RestCall call, ArraySegment<byte> body)
    {
        var input = call.Protocol.ModelMetadata(new() { Name = call.Model, Version = call.Version }).Inputs[0];
        var message = new ModelInferRequest { ModelName = call.Model, ModelVersion = call.Version };
        message.Inputs.Add(
            new ModelInferRequest.Types.InferInputTensor
            {
                Name = input.Name,
                Datatype = input.Datatype,
                Shape = { 1 },
            }
        );
        message.RawInputContents.Add(
            input.Datatype == "BYTES"
                ? UnsafeByteOperations.UnsafeWrap(OutputTensor.Prefixed([body.ToArray()]))
                : UnsafeByteOperations.UnsafeWrap(body)
        );
        return new(message, BinaryByDefault: true, new Dictionary<string, bool>());
    }

    /// <summary>The JSON, and behind it the outputs that were asked for as binary.</summary>
    static async Task WriteAsync(HttpResponse response, InferenceAnswer answer, RestRequest asked)
    {
        var binary = answer.Outputs.Where(o => asked.IsBinary(o.Name)).Select(o => (o.Name, Raw: o.Raw())).ToArray();
        var json = AnswerJson.Of(answer, binary.ToDictionary(b => b.Name, b => b.Raw.Length));
        response.ContentType = binary.Length == 0 ? "application/json" : "application/octet-stream";
        if (binary.Length > 0)
            response.Headers[LengthHeader] = $"{json.Length}";
        response.ContentLength = json.Length + binary.Sum(b => (long)b.Raw.Length);
        await response.Body.WriteAsync(json, response.HttpContext.RequestAborted);
        foreach (var (_, raw) in binary)
            await response.Body.WriteAsync(raw.Memory, response.HttpContext.RequestAborted);
    }
}
