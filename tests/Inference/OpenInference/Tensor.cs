using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using Platform.Protos.OpenInference;

namespace Platform.Inference.Tests.OpenInference;

/// <summary>Tensors of the protocol as a client writes and reads them.</summary>
static class Tensor
{
    public static ModelInferRequest Request(string model, string id = "") => new() { ModelName = model, Id = id };

    public static ModelInferRequest Raw(
        this ModelInferRequest request,
        string name,
        string datatype,
        byte[] raw,
        params long[] shape
    )
    {
        request.Inputs.Add(
            new ModelInferRequest.Types.InferInputTensor
            {
                Name = name,
                Datatype = datatype,
                Shape = { shape },
            }
        );
        request.RawInputContents.Add(ByteString.CopyFrom(raw));
        return request;
    }

    public static ModelInferRequest Typed(
        this ModelInferRequest request,
        string name,
        string datatype,
        InferTensorContents contents,
        params long[] shape
    )
    {
        request.Inputs.Add(
            new ModelInferRequest.Types.InferInputTensor
            {
                Name = name,
                Datatype = datatype,
                Shape = { shape },
                Contents = contents,
            }
        );
        return request;
    }

    public static ModelInferRequest Want(this ModelInferRequest request, string output, int classification = 0)
    {
        var wanted = new ModelInferRequest.Types.InferRequestedOutputTensor { Name = output };
        if (classification > 0)
            wanted.Parameters["classification"] = new() { Int64Param = classification };
        request.Outputs.Add(wanted);
        return request;
    }

    public static byte[] Prefixed(params byte[][] elements) =>
        [
            .. elements.SelectMany(e =>
            {
                var length = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(length, e.Length);
                return length.Concat(e);
            }),
        ];

    public static byte[] Bytes<T>(params T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    public static float[] Floats(this ModelInferResponse response, int output) =>
        MemoryMarshal.Cast<byte, float>(response.RawOutputContents[output].Span).ToArray();

    public static string[] Strings(this ModelInferResponse response, int output) =>
        Elements(response.RawOutputContents[output].ToByteArray());

    /// <summary>Texts of a raw tensor of BYTES.</summary>
    public static string[] Elements(byte[] raw)
    {
        var strings = new List<string>();
        for (var at = 0; at < raw.Length; )
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(raw.AsSpan(at));
            strings.Add(Encoding.UTF8.GetString(raw, at + 4, length));
            at += 4 + length;
        }
        return [.. strings];
    }
}
