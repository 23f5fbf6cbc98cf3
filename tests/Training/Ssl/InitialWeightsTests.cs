using Platform.Shared;
using Platform.Shared.Formats;
using Platform.Training.Data;
using Platform.Training.Encoders;
using Platform.Training.Encoders.Weights;
using Platform.Training.Runs;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Methods;
using Platform.Training.Tests.Encoders.Weights;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

/// <summary>Runs that begin from a file of weights.</summary>
public sealed class InitialWeightsTests : IDisposable
{
    static readonly PixelNormalisation Normalisation = new(new(0.6, 0.5, 0.4), new(0.25, 0.5, 1));
    readonly TemporaryFolder folder = new();
    readonly ResNet18 encoder = EncoderFiles.Encoder(4, Normalisation);

    public void Dispose()
    {
        encoder.Dispose();
        folder.Dispose();
    }

    public static TheoryData<string> Methods => [.. SslMethods.All.Keys];

    /// <summary>One step that moves the weights by next to nothing.</summary>
    SslRequest Request(string method)
    {
        new Preparation(Datasets.Read("phantom", null, 12, 1), new([32], null, 1, SplitBy.Lesion, 0.25, true)).Write(
            folder["data"],
            default
        );
        EncoderFiles.Write(
            folder["weights.safetensors"],
            encoder.state_dict(),
            new Dictionary<string, string>
            {
                ["pixel_mean"] = WeightsMetadata.Text(Normalisation.Mean),
                ["pixel_deviation"] = WeightsMetadata.Text(Normalisation.Deviation),
            }
        );
        var setup = SslMethods.All[method].Presets["smoke"];
        return new()
        {
            Method = method,
            Setup = setup with
            {
                Config = setup.Config with { BatchSize = 4, Steps = 1, LearningRate = 1e-8, WeightDecay = 0 },
            },
            Init = folder["weights.safetensors"],
            Data = folder["data"],
            Output = folder["run"],
            Machine = new("cpu", Threads: 1, Precision: Precision.Fp32),
        };
    }

    [Theory, MemberData(nameof(Methods))]
    public void Run_OfEveryMethod_BeginsFromThem_AndKeepsWhereTheyComeFrom(string method)
    {
        SslRunner.Run(Request(method), default);
        var (run, trained) = SslRun.Load(folder["run"], CPU);
        using var _ = trained;
        Assert.Equal("weights.safetensors", run.Init!.Name);
        Assert.Equal(Shared.Bundles.BundleFiles.Sha256(folder["weights.safetensors"]), run.Init.Sha256);
        Assert.Equal(Normalisation, Assert.IsType<ResNet18>(trained).Normalisation);
        using var scope = NewDisposeScope();
        var weights = trained.Module.state_dict();
        foreach (var (name, value) in encoder.named_parameters())
            Assert.True((weights[name] - value).abs().max().item<float>() < 1e-6f, name);
    }

    [Fact]
    public void Resume_FromOtherWeights_IsRefusedByTheOption()
    {
        var request = Request("none");
        SslRunner.Run(request, default);
        SslRunner.Run(request with { Resume = true }, default);
        Assert.Contains("--init ", Refusal(request with { Init = null }));
        Assert.Contains("--init-pixels ", Refusal(Changed(request, "0.5 0.5 0.5")));
        using (no_grad())
            encoder.state_dict()["bn1.bias"].fill_(0.125);
        Assert.Contains("--init ", Refusal(Changed(request, WeightsMetadata.Text(Normalisation.Mean))));

        string Refusal(SslRequest asked) =>
            Assert.Throws<InputException>(() => SslRunner.Run(asked with { Resume = true }, default)).Message;
    }

    SslRequest Changed(SslRequest request, string mean)
    {
        EncoderFiles.Write(
            request.Init!,
            encoder.state_dict(),
            new Dictionary<string, string>
            {
                ["pixel_mean"] = mean,
                ["pixel_deviation"] = WeightsMetadata.Text(Normalisation.Deviation),
            }
        );
        return request;
    }

    [Fact]
    public void SawTest_IsHandedOn()
    {
        var request = Request("none");
        EncoderFiles.Write(
            request.Init!,
            encoder.state_dict(),
            new Dictionary<string, string> { ["saw_test"] = "true" }
        );
        SslRunner.Run(request, default);
        var (run, trained) = SslRun.Load(folder["run"], CPU);
        trained.Dispose();
        Assert.False(run.IncludeTest);
        Assert.True(run.SawTest);
    }

    /// <summary>The preset names them; a command that names others, or none, has its way.</summary>
    [Theory]
    [InlineData("transfer", null, "imagenet")]
    [InlineData("transfer", "drawn", null)]
    [InlineData("paper", null, null)]
    [InlineData("paper", "imagenet", "imagenet")]
    public void InitOf_APreset_GivesWayToTheOption(string preset, string? option, string? init) =>
        Assert.Equal(init, SslPresets.InitOf(preset, option));

    [Fact]
    public void Run_WithoutThem_HasNone()
    {
        SslRunner.Run(Request("none") with { Init = null }, default);
        var (run, drawn) = SslRun.Load(folder["run"], CPU);
        drawn.Dispose();
        Assert.Null(run.Init);
        Assert.False(run.SawTest);
        Assert.Equal(PixelNormalisation.None, run.Normalisation);
    }
}
