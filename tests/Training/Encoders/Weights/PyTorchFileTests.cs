using System.IO.Compression;
using System.Text;
using Platform.Shared;
using Platform.Training.Encoders;
using Platform.Training.Encoders.Weights;
using TorchSharp.PyBridge;

namespace Platform.Training.Tests.Encoders.Weights;

public sealed class PyTorchFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly ResNet18 encoder = EncoderFiles.Encoder(3);

    public void Dispose()
    {
        encoder.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Create_OfAStateDictionary_IsTheSameNetwork()
    {
        PyTorchPickler.PickleStateDict(folder["weights.pth"], encoder.state_dict());
        using var opened = PretrainedEncoder.Open(folder["weights.pth"], null);
        using var loaded = opened.Create();
        EncoderFiles.AssertEqual(encoder, loaded);
        Assert.Equal(PixelNormalisation.Torchvision, opened.Description.Normalisation);
    }

    [Fact]
    public void Create_OfACheckpoint_TakesItsStateDictionary()
    {
        var saved = new Dictionary<string, object>
        {
            ["epoch"] = 7,
            ["arch"] = "resnet18",
            ["state_dict"] = encoder.state_dict().ToDictionary(t => $"module.{t.Key}", t => t.Value),
        };
        PyTorchPickler.PickleStateDict(folder["checkpoint.pth.tar"], saved);
        using var opened = PretrainedEncoder.Open(folder["checkpoint.pth.tar"], null);
        using var loaded = opened.Create();
        EncoderFiles.AssertEqual(encoder, loaded);
    }

    string Zip(string pickle)
    {
        using var zip = ZipFile.Open(folder["x.pth"], ZipArchiveMode.Create);
        using var entry = zip.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open();
        entry.Write(Encoding.Latin1.GetBytes(pickle));
        return folder["x.pth"];
    }

    [Theory]
    [InlineData("\u0080\u0002cposix\nsystem\nX\u0004\0\0\0trueR.")] // os.system("true")
    [InlineData("\u0080\u0002c__builtin__\neval\n(X\u0001\0\0\01tR.")]
    [InlineData("\u0080\u0002]q\0.")] // a list
    [InlineData("\u0080\u0002}X\u0001")] // cut short
    [InlineData("")]
    public void Open_AnyOtherPickle_SaysHowToConvertIt(string pickle)
    {
        var message = Assert.Throws<InputException>(() => PretrainedEncoder.Open(Zip(pickle), null)).Message;
        Assert.Contains("x.pth: not a state dictionary", message);
        Assert.Contains("python3 -c", message);
        Assert.Contains(folder["x.safetensors"], message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Open_AFileOfBeforeTheZip_SaysHowToConvertIt()
    {
        File.WriteAllBytes(folder["old.pth"], [0x80, 2, 0x8a, 10, 0x6c]);
        var message = Assert.Throws<InputException>(() => PretrainedEncoder.Open(folder["old.pth"], null)).Message;
        Assert.Contains("before PyTorch 1.6", message);
        Assert.Contains("python3 -c", message);
    }

    [Fact]
    public void Open_AZipThatWouldGrow_IsRefused()
    {
        using (var zip = ZipFile.Open(folder["bomb.pth"], ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry("archive/data/0", CompressionLevel.SmallestSize).Open())
            entry.Write(new byte[1 << 20]);
        Assert.Contains(
            "packed more tightly",
            Assert.Throws<InputException>(() => PretrainedEncoder.Open(folder["bomb.pth"], null)).Message
        );
    }

    [Fact]
    public void Open_CutShort_IsRefused()
    {
        PyTorchPickler.PickleStateDict(folder["whole.pth"], encoder.state_dict());
        File.WriteAllBytes(folder["cut.pth"], File.ReadAllBytes(folder["whole.pth"])[..1_000_000]);
        Assert.Contains(
            "not a state dictionary",
            Assert.Throws<InputException>(() => PretrainedEncoder.Open(folder["cut.pth"], null)).Message
        );
    }
}
