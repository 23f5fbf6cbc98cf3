using System.Text;

namespace Platform.Shared.Onnx;

/// <summary>
/// Refuses a model that would load more than its own bytes: ONNX lets a tensor keep its values in a file beside the
/// model's, which no hash of the model covers.
/// </summary>
/// <remarks>
/// It reads the wire format of Protocol Buffers over the bytes and copies nothing; field numbers are those of
/// onnx.proto. https://github.com/onnx/onnx
/// </remarks>
static class OnnxContent
{
    const int MostDepth = 64;
    const int Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        Fixed32 = 5;

    enum Part
    {
        Model,
        Training,
        Function,
        Graph,
        Node,
        Attribute,
        Sparse,
        Tensor,
        Property,
    }

    /// <exception cref="InputException">It is no ONNX model, or loads from beside itself.</exception>
    public static void Check(string path, ReadOnlySpan<byte> model)
    {
        if (model.Length >= 8 && model[4..8].SequenceEqual("ORTM"u8))
            throw new InputException($"{path}: in ONNX Runtime's own format; publish the bundle with the ONNX model");
        Check(path, Part.Model, model, 0);
    }

    /// <summary>The part of a model that a field holds; null for what needs no look.</summary>
    static Part? Within(Part part, int field) =>
        (part, field) switch
        {
            (Part.Model, 7) or (Part.Training, 1 or 2) or (Part.Attribute, 6 or 11) => Part.Graph,
            (Part.Model, 14) => Part.Property,
            (Part.Model, 20) => Part.Training,
            (Part.Model, 25) => Part.Function,
            (Part.Graph, 1) or (Part.Function, 7) => Part.Node,
            (Part.Node, 5) or (Part.Function, 11) => Part.Attribute,
            (Part.Graph, 5) or (Part.Attribute, 5 or 10) or (Part.Sparse, 1 or 2) => Part.Tensor,
            (Part.Graph, 15) or (Part.Attribute, 22 or 23) => Part.Sparse,
            _ => null,
        };

    static void Check(string path, Part part, ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth > MostDepth)
            throw Malformed(path);
        while (!bytes.IsEmpty)
        {
            var key = Number(path, ref bytes);
            var (field, wire) = (key >> 3 <= int.MaxValue ? (int)(key >> 3) : 0, (int)(key & 7));
            var content = Value(path, wire, ref bytes, out var number);
            if (part == Part.Tensor && (field == 13 && wire == Bytes || field == 14 && wire == Varint && number != 0))
                throw new InputException(
                    $"{path}: a tensor keeps its values in a file beside it, "
                        + "which no hash covers; publish the bundle with the weights inside the model"
                );
            if (wire != Bytes)
                continue;
            if (part == Part.Property && field == 1)
                CheckProperty(path, Encoding.UTF8.GetString(content));
            else if (part == Part.Node && field == 4 && content.SequenceEqual("EPContext"u8))
                throw new InputException(
                    $"{path}: holds a graph compiled for one device (EPContext), "
                        + "which may lie in another file; publish the bundle with the ONNX model"
                );
            else if (Within(part, field) is { } inner)
                Check(path, inner, content, depth + 1);
        }
    }

    /// <summary>Where its environment says so, ONNX Runtime takes the settings of a session from the model.</summary>
    static void CheckProperty(string path, string name)
    {
        if (name == "ort_config" || name.StartsWith("session.", StringComparison.Ordinal))
            throw new InputException(
                $"{path}: its property '{name}' would change how it is loaded; publish the bundle without"
            );
    }

    static ReadOnlySpan<byte> Value(string path, int wire, ref ReadOnlySpan<byte> bytes, out ulong number)
    {
        number = wire is Varint or Bytes ? Number(path, ref bytes) : 0;
        return wire switch
        {
            Varint => default,
            Bytes => Take(path, number, ref bytes),
            Fixed64 => Take(path, 8, ref bytes),
            Fixed32 => Take(path, 4, ref bytes),
            _ => throw Malformed(path),
        };
    }

    static ReadOnlySpan<byte> Take(string path, ulong length, ref ReadOnlySpan<byte> bytes)
    {
        if (length > (ulong)bytes.Length)
            throw Malformed(path);
        var taken = bytes[..(int)length];
        bytes = bytes[(int)length..];
        return taken;
    }

    static ulong Number(string path, ref ReadOnlySpan<byte> bytes)
    {
        var number = 0UL;
        for (var i = 0; i < 10 && i < bytes.Length; i++)
        {
            number |= (ulong)(bytes[i] & 0x7f) << 7 * i;
            if (bytes[i] >= 0x80)
                continue;
            bytes = bytes[(i + 1)..];
            return number;
        }
        throw Malformed(path);
    }

    static InputException Malformed(string path) =>
        new($"{path}: not an ONNX model; copy the bundle again or publish it again");
}
