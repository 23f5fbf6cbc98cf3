using Platform.Training.Data;
using Platform.Training.Ssl.Views;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Ssl;

public sealed class ViewSheetTests
{
    [Fact]
    public void Of_OneOperationEach_AllDifferentFromTheOriginal()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var image = rand(1, 3, 32, 32) * 0.8 + 0.1;
        var sheet = View.Sheet(
            32,
            new ViewOptions
            {
                Jitter = 0.5,
                Blur = 0.1,
                Symmetry = Symmetry.Square,
                Cast = 0.2,
            }
        );
        var drawn = ViewMaker.Apply(image.expand(sheet.Count, 3, 32, 32), [.. sheet.Select(s => s.View)]);
        Assert.True(drawn[0].allclose(image[0], atol: 1e-5));
        for (var i = 0; i < sheet.Count; i++)
        for (var j = 0; j < i; j++)
            Assert.False(drawn[i].allclose(drawn[j], atol: 1e-3), $"{sheet[i].Name} is {sheet[j].Name}");
    }

    [Fact]
    public void Of_LeavesOutWhatTheOptionsDoNotUse()
    {
        static string[] Names(ViewOptions options) => [.. View.Sheet(32, options).Select(s => s.Name)];
        var all = Names(new() { Blur = 0.1, Symmetry = Symmetry.Square });
        Assert.Equal(15, all.Length);
        Assert.Equal(["warm cast", "cool cast"], Names(new() { Cast = 0.1 }).Except(all));
        Assert.Equal(all.Except(["quarter turn", "blur, sigma 2"]), Names(new()));
        Assert.Equal(
            ["original", "crop, half the area", "crop, least area"],
            Names(
                new()
                {
                    Jitter = 0,
                    Gray = 0,
                    Symmetry = Symmetry.None,
                }
            )
        );
    }
}
