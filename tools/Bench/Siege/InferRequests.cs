using System.Buffers.Binary;
using Google.Protobuf;
using Platform.Protos.OpenInference;
using static Platform.Protos.OpenInference.ModelInferRequest.Types;

namespace Platform.Tools.Bench.Siege;

/// <summary>Requests of the Open Inference Protocol.</summary>
static class InferRequests
{
    /// <param name="rows">how often the photograph is in it</param>
    public static ModelInferRequest Of(string model, byte[] photograph, int rows, IEnumerable<string> outputs)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, photograph.Length);
        byte[] row = [.. length, .. photograph]; // raw BYTES: each with its length
        var request = new ModelInferRequest
        {
            ModelName = model,
            Inputs =
            {
                new InferInputTensor
                {
                    Name = "image",
                    Datatype = "BYTES",
                    Shape = { rows },
                },
            },
            RawInputContents = { ByteString.CopyFrom([.. Enumerable.Repeat(row, rows).SelectMany(r => r)]) },
        };
        request.Outputs.Add(outputs.Select(o => new InferRequestedOutputTensor { Name = o }));
        return request;
    }
}
