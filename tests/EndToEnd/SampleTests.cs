namespace Platform.EndToEnd.Tests;

[Collection(nameof(Quickstart))]
public sealed class SampleTests(QuickstartFixture quickstart)
{
    [Fact]
    public async Task Sample_GivesTheSameBytes_WhateverTheBatchOrTheProcess()
    {
        async Task Draw(string folder, params string[] more)
        {
            var result = await Command.Inference([
                "sample",
                quickstart.Bundle,
                "--seed",
                "11",
                "--out",
                quickstart[folder],
                .. more,
            ]);
            Assert.True(result.ExitCode == 0, result.Error);
        }
        await Draw("batch1", "--count", "64", "--batch", "1");
        await Draw("batch8", "--count", "64", "--batch", "8");
        await Draw("batch64", "--count", "64", "--batch", "64");
        await Task.WhenAll(Draw("halves", "--count", "32"), Draw("other-half", "--count", "32", "--start", "32"));
        for (var i = 0; i < 64; i++)
        {
            var name = $"000000/11-{i:D10}.png";
            var expected = File.ReadAllBytes(quickstart[$"batch1/{name}"]);
            foreach (var folder in new[] { "batch8", "batch64", i < 32 ? "halves" : "other-half" })
                Assert.Equal(expected, File.ReadAllBytes(quickstart[$"{folder}/{name}"]));
        }
    }
}
