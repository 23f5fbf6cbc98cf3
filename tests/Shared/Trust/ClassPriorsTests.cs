using Platform.Shared.Trust;

namespace Platform.Shared.Tests.Trust;

public sealed class ClassPriorsTests
{
    [Fact]
    public void Adjust_IsBayesRule()
    {
        // A test of sensitivity 0.9 and specificity 0.8: p(ill | positive) at one prevalence becomes that at another.
        static double Posterior(double prevalence) => 0.9 * prevalence / (0.9 * prevalence + 0.2 * (1 - prevalence));
        var p = (float)Posterior(0.1);
        var adjusted = ClassPriors.Adjust([p, 1 - p], [0.1, 0.9], [0.4, 0.6]);
        Assert.Equal(Posterior(0.4), adjusted[0], 1e-6);
        Assert.Equal(1, adjusted.Sum(), 1e-6);
    }

    [Fact]
    public void Adjust_ToTheSameShares_OrWithExponentNought_LeavesTheAnswer()
    {
        float[] p = [0.7f, 0.2f, 0.1f];
        double[] shares = [0.6, 0.3, 0.1];
        Assert.All(p.Zip(ClassPriors.Adjust(p, shares, shares)), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        var none = ClassPriors.Adjust(p, shares, ClassPriors.Uniform(3), exponent: 0);
        Assert.All(p.Zip(none), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    /// <summary>
    /// Twice half the way is the whole way: (to / from)^(1/2) (to / from)^(1/2) = to / from.
    /// </summary>
    [Fact]
    public void Adjust_ByHalfTwice_IsTheWhole()
    {
        float[] p = [0.7f, 0.2f, 0.1f];
        double[] shares = [0.6, 0.3, 0.1];
        var uniform = ClassPriors.Uniform(3);
        var twice = ClassPriors.Adjust(ClassPriors.Adjust(p, shares, uniform, 0.5), shares, uniform, 0.5);
        var once = ClassPriors.Adjust(p, shares, uniform);
        Assert.All(once.Zip(twice), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void Adjust_ToUniform_NamesTheClassThatIsLikelierThanItsShare()
    {
        var adjusted = ClassPriors.Adjust([0.8f, 0.15f, 0.05f], [0.9, 0.08, 0.02], ClassPriors.Uniform(3));
        Assert.Equal(2, Array.IndexOf(adjusted, adjusted.Max())); // 0.05 / 0.02 is the largest ratio
    }

    [Fact]
    public void Adjust_WhereOnlyTheImpossibleIsLeft_IsTheTarget() =>
        Assert.Equal([0, 0.25f, 0.75f], ClassPriors.Adjust([1, 0, 0], [0.5, 0.25, 0.25], [0, 1, 3]));

    [Fact]
    public void Adjust_WithShares_ThatAreNone_Throws()
    {
        Assert.Throws<ArgumentException>(() => ClassPriors.Adjust([1, 0], [0, 1], [0.5, 0.5]));
        Assert.Throws<ArgumentException>(() => ClassPriors.Adjust([1, 0], [0.5, 0.5], [0, 0]));
        Assert.Throws<ArgumentException>(() => ClassPriors.Adjust([1, 0], [0.5, 0.5], [double.NaN, 1]));
        Assert.Throws<ArgumentException>(() => ClassPriors.Adjust([1, 0], [1], [0.5, 0.5]));
    }

    [Fact]
    public void Of_CountsTheLabels()
    {
        Assert.Equal([0.75, 0.25], ClassPriors.Of([0, 0, 1, 0], 2));
        Assert.Throws<ArgumentException>(() => ClassPriors.Of([0, 0], 2));
    }
}
