using Platform.Shared;
using Platform.Training.Encoders;
using Platform.Training.Encoders.Weights;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Encoders.Weights;

public sealed class PretrainedEncoderTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly ResNet18 encoder = EncoderFiles.Encoder(1);

    public void Dispose()
    {
        encoder.Dispose();
        folder.Dispose();
    }

    string Write(
        Func<Dictionary<string, Tensor>, Dictionary<string, Tensor>> change,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        using var scope = NewDisposeScope();
        return EncoderFiles.Write(folder["weights.safetensors"], change(encoder.state_dict()), metadata);
    }

    static ResNet18 Load(string path)
    {
        using var opened = PretrainedEncoder.Open(path, null);
        return opened.Create();
    }

    [Theory]
    [InlineData("")]
    [InlineData("module.")]
    [InlineData("backbone.")]
    [InlineData("module.encoder_q.")]
    [InlineData("module.module.encoder.backbone.")]
    public void Create_TakesWrappersNamesOff_AndLeavesTheLastLayer(string prefix)
    {
        var path = Write(all =>
        {
            all["fc.weight"] = randn(1000, 512);
            all["fc.bias"] = randn(1000);
            return all.ToDictionary(t => prefix + t.Key, t => t.Value);
        });
        using var loaded = Load(path);
        EncoderFiles.AssertEqual(encoder, loaded);
    }

    [Fact]
    public void Create_WithoutCountsOfBatches_LoadsAllElse()
    {
        var path = Write(all => all.Where(t => !t.Key.EndsWith("num_batches_tracked")).ToDictionary());
        using var loaded = Load(path);
        EncoderFiles.AssertEqual(encoder, loaded);
    }

    [Fact]
    public void Create_HalfPrecision_IsWidened()
    {
        using var scope = NewDisposeScope();
        var path = Write(all =>
            all.ToDictionary(t => t.Key, t => t.Value.is_floating_point() ? t.Value.to(ScalarType.BFloat16) : t.Value)
        );
        using var loaded = Load(path);
        var expected = encoder.state_dict()["layer3.0.conv1.weight"].to(ScalarType.BFloat16).to(ScalarType.Float32);
        Assert.True(expected.equal(loaded.state_dict()["layer3.0.conv1.weight"]).all().item<bool>());
    }

    [Fact]
    public void Create_ThatDoesNotFitOneToOne_ListsEveryName()
    {
        var path = Write(all =>
        {
            all.Remove("bn1.bias");
            all.Remove("layer4.1.conv2.weight");
            all["projector.0.weight"] = randn(2);
            all["module.queue"] = randn(2);
            all["conv1.weight"] = randn(64, 3, 3, 3);
            all["bn1.weight"] = ones(64, ScalarType.Int64);
            return all;
        });
        var message = Assert.Throws<InputException>(() => Load(path)).Message;
        Assert.Contains("missing (2): bn1.bias, layer4.1.conv2.weight;", message);
        Assert.Contains("unexpected (2): projector.0.weight, queue;", message);
        Assert.Contains("of another shape or type (2): bn1.weight Int64 [64] where it is Float32 [64], ", message);
        Assert.Contains("conv1.weight Float32 [64, 3, 3, 3] where it is Float32 [64, 3, 7, 7]", message);
    }

    [Fact]
    public void Create_OfTwoNetworks_IsRefused()
    {
        var path = Write(all =>
        {
            all["module.conv1.weight"] = all["conv1.weight"];
            return all;
        });
        Assert.Contains(
            "conv1.weight and module.conv1.weight are both conv1.weight",
            Assert.Throws<InputException>(() => Load(path)).Message
        );
    }

    [Theory]
    [InlineData("layer2.0.conv1.weight", float.NaN, "holds infinite numbers or none")]
    [InlineData("layer2.0.bn1.running_var", -1f, "a variance below 0")]
    public void Create_OfNumbersThatAreNone_NamesTheTensor(string name, float value, string says)
    {
        var path = Write(all =>
        {
            all[name] = full(all[name].shape, value);
            return all;
        });
        var message = Assert.Throws<InputException>(() => Load(path)).Message;
        Assert.Contains(name, message);
        Assert.Contains(says, message);
    }

    [Fact]
    public void Open_AFileThatSaysNothing_IsTakenForTorchvisions()
    {
        using var opened = PretrainedEncoder.Open(Write(all => all), null);
        Assert.Equal(PixelNormalisation.Torchvision, opened.Description.Normalisation);
        Assert.Equal("weights.safetensors", opened.Description.Name);
        Assert.Equal(Shared.Bundles.BundleFiles.Sha256(folder["weights.safetensors"]), opened.Description.Sha256);
        Assert.Equal("not stated in the file", opened.Description.Licence);
        using var unit = PretrainedEncoder.Open(folder["weights.safetensors"], FilePixels.Unit);
        Assert.Equal(PixelNormalisation.None, unit.Description.Normalisation);
    }

    [Fact]
    public void Open_AFileThatNamesItsNormalisation_IsTakenAtItsWord()
    {
        var metadata = new Dictionary<string, string>
        {
            ["pixel_mean"] = "0.5 0.25 0.125",
            ["pixel_deviation"] = "1 2 3",
            ["licence"] = "CC0",
        };
        using var opened = PretrainedEncoder.Open(Write(all => all, metadata), null);
        Assert.Equal(new PixelNormalisation(new(0.5, 0.25, 0.125), new(1, 2, 3)), opened.Description.Normalisation);
        Assert.Equal("CC0", opened.Description.Licence);
        Assert.Contains(
            "--init-pixels",
            Assert
                .Throws<InputException>(() =>
                    PretrainedEncoder.Open(folder["weights.safetensors"], FilePixels.Torchvision)
                )
                .Message
        );
    }

    [Theory]
    [InlineData("0.5 0.5 0.5", "1 0 1")]
    [InlineData("0.5 0.5", "1 1 1")]
    [InlineData("0.5 0.5 x", "1 1 1")]
    [InlineData("0.5 0.5 0.5", null)]
    public void Open_ANormalisationThatCannotBeComputed_IsRefused(string mean, string? deviation)
    {
        var metadata = new Dictionary<string, string> { ["pixel_mean"] = mean };
        if (deviation is not null)
            metadata["pixel_deviation"] = deviation;
        var path = Write(all => all, metadata);
        Assert.Contains("pixel_mean", Assert.Throws<InputException>(() => PretrainedEncoder.Open(path, null)).Message);
    }

    [Fact]
    public void Open_WhatIsNotThere_NamesTheOption() =>
        Assert.Contains(
            "--init imagenett: no such file",
            Assert.Throws<InputException>(() => PretrainedEncoder.Open("imagenett", null)).Message
        );

    [Fact]
    public void Features_NormaliseBeforeTheBorderIsPadded()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var normalisation = new PixelNormalisation(new(0.4, 0.5, 0.6), new(0.2, 0.3, 0.4));
        using var normalising = EncoderFiles.Encoder(1, normalisation);
        random.manual_seed(7);
        var image = rand(2, 3, 64, 64);
        var given =
            (image - tensor(new[] { 0.4f, 0.5f, 0.6f }).view(1, 3, 1, 1))
            / tensor(new[] { 0.2f, 0.3f, 0.4f }).view(1, 3, 1, 1);
        var (expected, actual) = (encoder.call(given), normalising.call(image));
        Assert.True(((expected - actual).abs().max() / expected.abs().max()).item<float>() < 1e-5f);
    }
}
