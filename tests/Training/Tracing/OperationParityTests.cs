using Onnx;
using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Tracing;

public sealed class OperationParityTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Every member of IValue, read from the type itself: a new one without a case fails.</summary>
    public static TheoryData<string> Members =>
        [
            .. typeof(IValue<>)
                .GetMethods()
                .Select(m => $"{m.Name}({string.Join(", ", m.GetParameters().Select(p => p.ParameterType.Name))})")
                .Distinct(),
        ];

    [Theory, MemberData(nameof(Members))]
    public void Traced_EqualsEager(string member)
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        using var network = new OneOperation(member);
        network.eval();
        var bytes = member == "ToFloat()";
        long[] shape = member.StartsWith("Linear") || member.StartsWith("Lift") ? [4] : [4, 6, 6];

        var graph = new OnnxGraph("operation", network);
        var output = network.Apply(
            graph.Input(
                "x",
                bytes ? TensorProto.Types.DataType.Uint8 : TensorProto.Types.DataType.Float,
                [-1, .. shape]
            )
        );
        var example = network.forward(Input(1));
        graph.Output(
            "y",
            output,
            example.dtype == ScalarType.Byte ? TensorProto.Types.DataType.Uint8 : TensorProto.Types.DataType.Float,
            [-1, .. example.shape[1..]]
        );
        using var model = Parity.Load(graph.Build(), folder);
        foreach (var batch in new[] { 1, 2, 7 })
        {
            var x = Input(batch);
            var error = Parity.RelativeError(model.Run([Parity.Data("x", x)])[0], network.forward(x));
            Assert.True(
                error <= (example.dtype == ScalarType.Byte ? 1 / 255.0 : 1e-5),
                $"{member}, batch {batch}: {error}"
            );
        }

        Tensor Input(int batch) =>
            bytes ? randint(0, 256, [batch, .. shape], ScalarType.Byte) : randn([batch, .. shape]);
    }
}
