using Platform.Tools.Quickstart;
using Spectre.Console;

namespace Platform.Tools.Tests.Quickstart;

public sealed class TimeLeftColumnTests
{
    [Theory]
    [InlineData(0.25, 60, "00:03:00")]
    [InlineData(0.5, 7200, "02:00:00")]
    [InlineData(1, 60, "00:00:00")]
    [InlineData(0, 60, "--:--:--")]
    [InlineData(1e-17, 60, "--:--:--")] // longer than a TimeSpan can say
    public void Left_IsTheRestAtThePaceSoFar(double share, int seconds, string expected) =>
        Assert.Equal(expected, TimeLeftColumn.Left(share, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Left_BeforeTheStart_IsNotKnown() => Assert.Equal("--:--:--", TimeLeftColumn.Left(0, null));

    /// <summary>The steps add up to -1.4e-17: the column of the library throws here.</summary>
    [Fact]
    public void Render_OfAStepThatGoesBackToItsStart_ShowsATime()
    {
        var screen = new StringWriter();
        var console = AnsiConsole.Create(
            new()
            {
                Ansi = AnsiSupport.Yes,
                Interactive = InteractionSupport.Yes,
                Out = new AnsiConsoleOutput(screen),
            }
        );
        console
            .Progress()
            .AutoRefresh(false)
            .Columns(new TimeLeftColumn())
            .Start(progress =>
            {
                var bar = progress.AddTask("step", maxValue: 1);
                for (var part = 0; part < 5; part++)
                    foreach (var share in new[] { 0.249, 0.111, 0.0 })
                    {
                        bar.Value = share;
                        progress.Refresh();
                    }
                bar.Value = 0.999;
                progress.Refresh();
            });
        Assert.Contains("00:00:00", screen.ToString());
    }
}
