using Platform.Shared.Onnx;

namespace Platform.Shared.Tests.Onnx;

public sealed class OnnxModelTests : IDisposable
{
    readonly string path = Path.GetTempFileName();

    public OnnxModelTests() => TinyBundle.SaveEncoder(withHead: null, path);

    public void Dispose() => File.Delete(path);

    static TensorData Pixels(int n, int seed)
    {
        var bytes = new byte[n * TinyBundle.Side * TinyBundle.Side * 3];
        new Random(seed).NextBytes(bytes);
        return new("pixels", bytes, n, TinyBundle.Side, TinyBundle.Side, 3);
    }

    [Fact]
    public void Load_ReadsNamesTypesAndShapes()
    {
        using var model = OnnxModel.Load(path);
        Assert.Equal("pixels uint8 [N,16,16,3]", Assert.Single(model.Inputs).ToString());
        Assert.Equal(
            ["embedding float [N,512]", "feature_map float [N,512,4,4]"],
            model.Outputs.Select(o => o.ToString())
        );
    }

    [Fact]
    public void Run_GivesTheMeanOfTheFeatureMap()
    {
        using var model = OnnxModel.Load(path);
        var results = model.Run([Pixels(3, 1)]);
        Assert.Equal([3, 512], results[0].Shape);
        var means = results[1].Floats.Chunk(16).Select(c => c.Average()).ToArray();
        for (var i = 0; i < means.Length; i++)
            Assert.Equal(means[i], results[0].Floats[i], 1e-4f);
        Assert.Equal(results[1].Floats, model.Run([Pixels(3, 1)], "feature_map")[0].Floats);
    }

    [Fact]
    public void Run_FromManyThreads_DoesNotMixAnswers()
    {
        using var model = OnnxModel.Load(path);
        var expected = Enumerable.Range(0, 32).Select(i => model.Run([Pixels(1, i)], "embedding")[0].Floats).ToArray();
        Parallel.For(
            0,
            128,
            i => Assert.Equal(expected[i % 32], model.Run([Pixels(1, i % 32)], "embedding")[0].Floats)
        );
    }

    [Fact]
    public void Run_OfAWrongShape_Throws()
    {
        using var model = OnnxModel.Load(path);
        Assert.Throws<Microsoft.ML.OnnxRuntime.OnnxRuntimeException>(() =>
            model.Run([new TensorData("pixels", new byte[3], 1, 1, 1, 3)])
        );
    }

    [Fact]
    public void Load_OfAFileThatIsNoModel_NamesIt()
    {
        File.WriteAllText(path, "not a model");
        Assert.Contains(path, Assert.Throws<InputException>(() => OnnxModel.Load(path)).Message);
        Assert.Contains("missing", Assert.Throws<InputException>(() => OnnxModel.Load(path + ".absent")).Message);
    }

    [Fact]
    public void Load_OnCudaWithoutIt_RefusesInsteadOfFallingBack()
    {
        if (Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
            Assert.Skip("this build has CUDA");
        Assert.Contains(
            "CUDA",
            Assert
                .Throws<InputException>(() => OnnxModel.Load(path, new() { Provider = ExecutionProvider.Cuda }))
                .Message
        );
    }
}
