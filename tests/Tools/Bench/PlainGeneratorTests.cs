using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using Platform.Shared.Onnx;
using Platform.Tools.Bench;
using static Onnx.AttributeProto.Types;
using static Onnx.TensorProto.Types;

namespace Platform.Tools.Tests.Bench;

public sealed class PlainGeneratorTests : IDisposable
{
    const int Outputs = 5,
        Inputs = 3,
        Side = 4;
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>
    /// Taps of a doubled row that meet one pixel of the small map are summed, by the definition: place p and tap k meet
    /// pixel (p + k - 1) div 2, counted from the first.
    /// </summary>
    static float[] Place(float[] kernel, int y, int x)
    {
        var two = new float[Outputs * Inputs * 4];
        for (var i = 0; i < Outputs * Inputs; i++)
        for (var r = 0; r < 3; r++)
        for (var c = 0; c < 3; c++)
        {
            int Pixel(int place, int tap) =>
                (int)Math.Floor((place + tap - 1) / 2.0) - (int)Math.Floor((place - 1) / 2.0);
            two[i * 4 + 2 * Pixel(y, r) + Pixel(x, c)] += kernel[i * 9 + 3 * r + c];
        }
        return two;
    }

    static ModelProto Exported(float[] kernel)
    {
        static TensorShapeProto Shape(params long[] dims) =>
            new() { Dim = { dims.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }) } };
        static AttributeProto Numbers(string name, params long[] values) =>
            new()
            {
                Name = name,
                Type = AttributeType.Ints,
                Ints = { values },
            };
        static ValueInfoProto Value(string name, params long[] dims) =>
            new()
            {
                Name = name,
                Type = new()
                {
                    TensorType = new() { ElemType = (int)DataType.Float, Shape = Shape(dims) },
                },
            };
        var graph = new GraphProto
        {
            Name = "doubling",
            Input = { Value("x", 1, Inputs, Side, Side) },
            Output = { Value("y", 1, Outputs, 2 * Side, 2 * Side) },
        };
        for (var y = 0; y < 2; y++)
        for (var x = 0; x < 2; x++)
        {
            graph.Initializer.Add(
                new TensorProto
                {
                    Name = $"w{y}{x}",
                    DataType = (int)DataType.Float,
                    Dims = { Outputs, Inputs, 2, 2 },
                    RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(Place(kernel, y, x).AsSpan())),
                }
            );
            graph.Node.Add(
                new NodeProto
                {
                    OpType = "Conv",
                    Name = $"c{y}{x}",
                    Input = { "x", $"w{y}{x}" },
                    Output = { $"c{y}{x}" },
                    Attribute = { Numbers("kernel_shape", 2, 2), Numbers("pads", 1 - y, 1 - x, y, x) },
                }
            );
        }
        graph.Node.Add(
            new NodeProto
            {
                OpType = "Concat",
                Input = { "c00", "c01", "c10", "c11" },
                Output = { "all" },
                Attribute =
                {
                    new AttributeProto
                    {
                        Name = "axis",
                        Type = AttributeType.Int,
                        I = 1,
                    },
                },
            }
        );
        graph.Node.Add(
            new NodeProto
            {
                OpType = "DepthToSpace",
                Input = { "all" },
                Output = { "y" },
                Attribute =
                {
                    new AttributeProto
                    {
                        Name = "blocksize",
                        Type = AttributeType.Int,
                        I = 2,
                    },
                },
            }
        );
        return new()
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = 17 } },
            Graph = graph,
        };
    }

    float[] Run(ModelProto model, float[] x)
    {
        var path = Path.Combine(folder.FullName, "model.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        using var runtime = OnnxModel.Load(path);
        return runtime.Run([new TensorData("x", x, 1, Inputs, Side, Side)], "y")[0].Floats;
    }

    [Fact]
    public void Of_GivesTheKernelBack_AndTheSameMap()
    {
        var random = new Random(1);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
        var (kernel, x) = (Numbers(Outputs * Inputs * 9), Numbers(Inputs * Side * Side));
        var exported = Exported(kernel);
        var plain = PlainGenerator.Of(exported)!;
        Assert.Equal(["Resize", "Conv"], plain.Graph.Node.Select(n => n.OpType));
        var found = MemoryMarshal
            .Cast<byte, float>(plain.Graph.Initializer.Single(i => i.Dims is [.., 3, 3]).RawData.Span)
            .ToArray();
        Assert.All(kernel.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.All(Run(exported, x).Zip(Run(plain, x)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Of_AGraphWithoutSuchALayer_IsNull()
    {
        var other = Exported(new float[Outputs * Inputs * 9]);
        other.Graph.Node.Remove(other.Graph.Node.Single(n => n.OpType == "DepthToSpace"));
        Assert.Null(PlainGenerator.Of(other));
    }
}
