using Platform.Shared;
using Platform.Training.Commands;
using Platform.Training.Export.Int8;
using Platform.Training.Publishing;

namespace Platform.Training.Tests.Export.Int8;

public sealed class Int8RuleTests
{
    [Theory]
    [InlineData(0.750, 0.45, true)]
    [InlineData(0.746, 0.45, true)]
    [InlineData(0.744, 0.45, false)]
    [InlineData(0.750, 0.439, false)]
    [InlineData(0.780, 0.441, true)]
    public void Keeps_AsLongAsLittleIsLost(double accuracy, double balanced, bool kept) =>
        Assert.Equal(kept, Int8Trial.Keeps(new(0.75, 0.45, 0.02, 1), new(accuracy, balanced, 0.5, 1)));

    [Theory]
    [InlineData("--int8")]
    [InlineData("--data", "data")]
    public async Task Publish_WithInt8ButNoData_OrDataAlone_SaysThatTheyGoTogether(params string[] options)
    {
        var command = PublishCommand
            .Create()
            .Parse(["--gan", "g", "--encoder", "e", "--head", "h", "--name", "n", "--version", "1.0.0", .. options]);
        Assert.Contains(
            "--int8 and --data go together",
            (
                await Assert.ThrowsAsync<InputException>(() =>
                    command.InvokeAsync(new() { EnableDefaultExceptionHandler = false })
                )
            ).Message
        );
    }

    [Fact]
    public void Choose_TakesTrainingImagesOnly_TheSameForASeed()
    {
        int[] training = [.. Enumerable.Range(100, 50)];
        var chosen = ActivationRanges.Choose(training, new() { Images = 20 });
        Assert.Equal(20, chosen.Distinct().Count());
        Assert.Subset(training.ToHashSet(), chosen.ToHashSet());
        Assert.Equal(chosen, ActivationRanges.Choose(training, new() { Images = 20 }));
        Assert.NotEqual(chosen, ActivationRanges.Choose(training, new() { Images = 20, Seed = 1 }));
        Assert.Equal(training, ActivationRanges.Choose(training, new()));
    }
}
