using Platform.Training.Experiments;

namespace Platform.Training.Tests.Experiments;

public sealed class PaperFiguresTests
{
    /// <summary>Ren et al. 2021, Table II.</summary>
    [Theory]
    [InlineData("ham10000", 74.44)]
    [InlineData("isic2019", 46.88)]
    [InlineData("phantom", null)]
    public void Best_IsThePapersHeadline_WhicheverArmsAreRun(string dataset, double? expected) =>
        Assert.Equal(expected, PaperFigures.Best(PaperExperiments.All.Single(e => e.Name == "table2"), dataset));
}
