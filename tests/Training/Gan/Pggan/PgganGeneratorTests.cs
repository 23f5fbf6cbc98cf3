using Platform.Shared.Sampling;
using Platform.Training.Export;
using Platform.Training.Gan;
using Platform.Training.Gan.Pggan;
using Platform.Training.Tracing;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Gan.Pggan;

public sealed class PgganGeneratorTests : IDisposable
{
    static readonly GanConfig Tiny = PgganOptions.Presets["smoke"].Config with
    {
        Resolution = 16,
        ChannelBase = 64,
        ChannelMax = 16,
        LatentSize = 16,
    };
    readonly TemporaryFolder folder = new();
    readonly PgganGenerator generator;

    public PgganGeneratorTests()
    {
        random.manual_seed(1);
        generator = new(Tiny);
        using (no_grad())
            foreach (var parameter in generator.parameters())
                parameter.add_(randn_like(parameter) * 0.1);
    }

    public void Dispose()
    {
        generator.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Exported_KeepsTheInputsOfTheContract_AndEqualsEagerAtEveryBatch()
    {
        using var scope = NewDisposeScope();
        using var model = Tracing.Parity.Load(OnnxExport.Generator(generator), folder);
        Assert.Equal(["z", "psi", "noise"], model.Inputs.Select(i => i.Name));
        Assert.Equal([-1L, 1], model.Inputs.Single(i => i.Name == "noise").Shape);
        foreach (var batch in new[] { 1, 2, 7 })
        {
            var (z, noise) = (randn(batch, 16), randn(batch, 1));
            var actual = model.Run(
                [Tracing.Parity.Data("z", z), new("psi", [0.7f], 1), Tracing.Parity.Data("noise", noise)],
                "image"
            )[0];
            var error = Tracing.Parity.RelativeError(actual, generator.Draw(z, 0.7f, noise, new(16, 1)));
            Assert.True(error <= 1e-4, $"batch {batch}: {error}");
        }
    }

    [Fact]
    public void Exported_IsDrawnFromByTheSampler_WhateverPsi()
    {
        using var model = Tracing.Parity.Load(OnnxExport.Generator(generator), folder);
        var sampler = new ImageSampler(model);
        Assert.Equal(sampler.Pixels(3, 5, 0.7f), sampler.Pixels(3, 5, 0));
        Assert.NotEqual(sampler.Pixels(3, 5, 0.7f), sampler.Pixels(3, 6, 0.7f));
    }

    [Fact]
    public void Draw_DuringAFade_BlendsBothResolutions()
    {
        using var scope = NewDisposeScope();
        var (z, noise) = (randn(2, 16), randn(2, 1));
        var low = new Eager(generator.Draw(z, 1, noise, new(8, 1))).Upsample2x().Value;
        var high = generator.Draw(z, 1, noise, new(16, 1));
        Assert.True(generator.Draw(z, 1, noise, new(16, 0.25f)).allclose(low * 0.75 + high * 0.25, atol: 1e-5));
    }

    [Fact]
    public void Draw_DoesNotDependOnTheLengthOfZ()
    {
        using var scope = NewDisposeScope();
        var (z, noise) = (randn(2, 16), randn(2, 1));
        Assert.True(
            generator.Draw(z * 3, 1, noise, new(4, 1)).allclose(generator.Draw(z, 1, noise, new(4, 1)), atol: 1e-4)
        );
    }
}
