using Platform.Shared.Bundles;
using Platform.Shared.Onnx;

namespace Platform.Shared.Tests.Bundles;

public sealed class ProbeTests : IDisposable
{
    readonly string path = Path.Combine(Directory.CreateTempSubdirectory("probe-").FullName, "p.probe");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    static TensorData Floats(params float[] values) => new("y", values, values.Length);

    static TensorData Bytes(params byte[] values) => new("y", values, values.Length);

    static string Refusal(TensorData expected, TensorData actual) =>
        Assert.Throws<InputException>(() => Probe.Compare("m.onnx", expected, actual)).Message;

    [Fact]
    public void Load_GivesWhatWasSaved()
    {
        new Probe([new("x", [1, 2, 3, 4, 5, 6], 1, 2, 3)], [Floats(0.5f, float.MinValue), Bytes(7)]).Save(path);
        var probe = Probe.Load(path);
        Assert.Equal([1, 2, 3], Assert.Single(probe.Inputs).Shape);
        Assert.Equal([0.5f, float.MinValue], probe.Outputs[0].Floats);
        Assert.Equal([7], probe.Outputs[1].Bytes);
    }

    [Fact]
    public void Compare_MeasuresAgainstTheLargestValue()
    {
        Probe.Compare("m.onnx", Floats(1000, 0), Floats(1000.9f, 0.9f));
        Assert.StartsWith("m.onnx: y differs", Refusal(Floats(1000, 0), Floats(1000, 1.1f)));
        Probe.Compare("m.onnx", Floats(0, 0), Floats(0, 0));
        Refusal(Floats(0, 0), Floats(0, 1e-6f));
    }

    [Fact]
    public void Compare_OfAnInt8Bundle_AllowsWhatAnotherRoundingMakes()
    {
        var int8 = Probe.ToleranceOf(
            TinyBundle.Manifest() with
            {
                SchemaVersion = 2,
                Precision = BundleManifest.Int8,
            },
            BundleFiles.Encoder
        );
        Assert.Equal(Probe.RelativeTolerance, Probe.ToleranceOf(TinyBundle.Manifest(), BundleFiles.Encoder));
        Probe.Compare("m.onnx", Floats(1000, 0), Floats(1000, 1000 * 0.9f * int8), int8);
        Assert.Throws<InputException>(() =>
            Probe.Compare("m.onnx", Floats(1000, 0), Floats(1000, 1000 * 1.1f * int8), int8)
        );
    }

    [Fact]
    public void ToleranceOf_IsThatOfTheFilesOwnPrecision()
    {
        var drawn = TinyBundle.Manifest() with { SchemaVersion = 3, GeneratorPrecision = BundleManifest.Int8 };
        Assert.Equal(
            [Probe.Int8Tolerance, Probe.RelativeTolerance, Probe.RelativeTolerance],
            new[] { BundleFiles.Generator, BundleFiles.Encoder, BundleFiles.Classifier }.Select(file =>
                Probe.ToleranceOf(drawn, file)
            )
        );
    }

    [Fact]
    public void Compare_OfAnInt8Generator_AllowsAsManyLevelsAsItsImageMayDiffer()
    {
        // 0.05 of 127.5 levels, rounded up
        Probe.Compare("m.onnx", Bytes(100, 200), Bytes(107, 193), Probe.Int8Tolerance);
        Assert.Contains(
            "8 levels",
            Assert
                .Throws<InputException>(() =>
                    Probe.Compare("m.onnx", Bytes(100, 200), Bytes(108, 200), Probe.Int8Tolerance)
                )
                .Message
        );
    }

    [Fact]
    public void Compare_RefusesNaN() => Refusal(Floats(1, 2), Floats(1, float.NaN));

    [Fact]
    public void Compare_AllowsOneLevel()
    {
        Probe.Compare("m.onnx", Bytes(0, 255), Bytes(1, 254));
        Assert.Contains("2 levels", Refusal(Bytes(0, 255), Bytes(1, 253)));
    }

    [Fact]
    public void Compare_RefusesAnotherShapeOrType()
    {
        Refusal(Floats(1, 2), Floats(1));
        Refusal(Floats(1), Bytes(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no header")]
    [InlineData("{\"Inputs\":[],\"Outputs\":[]}\n")]
    [InlineData("{\"Inputs\":null,\"Outputs\":null}\n")]
    [InlineData("{\"Inputs\":[],\"Outputs\":[{\"Name\":\"y\",\"Type\":\"uint8\",\"Shape\":[3]}]}\nab")]
    [InlineData("{\"Inputs\":[],\"Outputs\":[{\"Name\":\"y\",\"Type\":\"uint8\",\"Shape\":[1]}]}\nab")]
    [InlineData("{\"Inputs\":[],\"Outputs\":[{\"Name\":\"y\",\"Type\":\"uint8\",\"Shape\":[-1]}]}\nab")]
    [InlineData(
        "{\"Inputs\":[],\"Outputs\":[{\"Name\":\"y\",\"Type\":\"float\",\"Shape\":[4611686018427387904,4]}]}\nab"
    )]
    [InlineData("{\"Inputs\":[],\"Outputs\":[{\"Name\":\"y\",\"Type\":\"int4\",\"Shape\":[1]}]}\na")]
    public void Load_OfADamagedFile_NamesIt(string content)
    {
        File.WriteAllText(path, content);
        Assert.StartsWith($"{path}: a damaged probe", Assert.Throws<InputException>(() => Probe.Load(path)).Message);
    }
}
