using Platform.Training.Ssl;

namespace Platform.Training.Tests.Ssl;

public sealed class StepBudgetTests
{
    /// <summary>The paper's own: 200 epochs of batches of 256 over 5,000 and over 25,000 images.</summary>
    [Theory]
    [InlineData(Match.Epochs, 25_000, 200 * 97)]
    [InlineData(Match.Steps, 25_000, 200 * 19)]
    [InlineData(Match.Epochs, 5_000, 200 * 19)]
    public void Steps_OfEpochs(Match match, int pool, int steps) =>
        Assert.Equal(steps, StepBudget.Steps(SslConfig.Paper, match, 5_000, pool));

    [Theory]
    [InlineData(Match.Epochs, 500)]
    [InlineData(Match.Steps, 100)]
    public void Steps_OfABudget(Match match, int steps) =>
        Assert.Equal(steps, StepBudget.Steps(SslConfig.Paper with { Steps = 100 }, match, 5_000, 25_000));
}
