using Platform.Shared;
using Platform.Shared.Trust;
using Platform.Training.Evaluation;
using Platform.Training.Head;

namespace Platform.Training.Tests.Evaluation;

public sealed class PriorChoiceTests : IDisposable
{
    static readonly string[] Classes = ["nv", "mel"];
    static readonly double[] Shares = [0.9, 0.1];
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Exact probabilities: one feature, normal around 0 for naevi and around 1.5 for melanomas.</summary>
    static (float[][] Probabilities, int[] Labels) Images(int count, int seed)
    {
        var random = new Random(seed);
        double Normal() =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 10 == 9 ? 1 : 0)];
        return (
            [
                .. labels.Select(l =>
                {
                    var x = Normal() + 1.5 * l;
                    var odds = 0.1 / 0.9 * Math.Exp(1.5 * x - 1.125);
                    return new[] { (float)(1 / (1 + odds)), (float)(odds / (1 + odds)) };
                }),
            ],
            labels
        );
    }

    static PriorSpec Of(AimOptions aim, int seed = 1)
    {
        var (probabilities, labels) = Images(4000, seed);
        return PriorChoice.Of(aim, probabilities, labels, Shares, Classes);
    }

    [Fact]
    public void Of_ForAccuracy_StaysNearTheImages_AndForBalancedAccuracyGoesToEqualShares()
    {
        var (accuracy, balanced) = (Of(new(AimOptions.Accuracy)), Of(new(AimOptions.Balanced)));
        Assert.InRange(accuracy.Exponent!.Value, 0, 0.3);
        Assert.InRange(balanced.Exponent!.Value, 0.7, 1);
        Assert.Equal("balanced", balanced.Aim);
        Assert.Equal(Shares, balanced.Training);
        var expected = (PriorOptions.Uniform with { Exponent = balanced.Exponent.Value }).Answer(Shares, Classes);
        Assert.Equal(expected, balanced.Answer);
    }

    AimOptions Costs(string table)
    {
        File.WriteAllText(folder["costs.csv"], table);
        return AimOptions.Read(folder["costs.csv"]);
    }

    /// <summary>
    /// To miss a melanoma costs 12, to call a naevus one costs 1: the answer is the decision of least expected cost.
    /// </summary>
    [Fact]
    public void Of_Costs_IsNearlyTheDecisionOfLeastExpectedCost()
    {
        var aim = Costs("truth;mel;nv\nmel;0;12\nnv;1;0\n");
        var full = aim.Target(Shares, Classes).Answer(Shares, Classes);
        Assert.All(full.Zip([0.9 / 2.1, 1.2 / 2.1]), p => Assert.Equal(p.Second, p.First, 1e-12));
        var (probabilities, labels) = Images(20_000, 2);
        int[] Answers(IReadOnlyList<double> shares) =>
            [.. probabilities.Select(p => ClassPriors.Adjust(p, Shares, shares)[1] > 0.5 ? 1 : 0)];
        int[] bayes = [.. probabilities.Select(p => 12 * p[1] > p[0] ? 1 : 0)];
        Assert.Equal(bayes, Answers(full));
        double Cost(int[] answers) =>
            answers
                .Zip(
                    labels,
                    (a, l) =>
                        a == l ? 0
                        : l == 1 ? 12
                        : 1
                )
                .Average();
        var chosen = Of(aim);
        Assert.InRange(chosen.Exponent!.Value, 0.7, 1);
        Assert.InRange(Cost(Answers(chosen.Answer)), 0, 1.05 * Cost(bayes));
        Assert.True(Cost(Answers(Shares)) > 1.3 * Cost(bayes));
    }

    [Theory]
    [InlineData("truth,nv,mel\nnv,0,1\nmel,-1,0\n", "FILE: line 3: nv: '-1' is no cost of 0 or more")]
    [InlineData("truth,nv,mel\nnv,0,1\nnv,1,0\n", "FILE: line 3: truth: 'nv' for the second time")]
    [InlineData("truth,nv,mel\nnv,0,1\n", "--aim: no costs of class 'mel'; give it a row and a column")]
    [InlineData("truth,nv,mel\nnv,0,1\nmel,1,0\ndf,1,1\n", "--aim: 'df' is none of the classes (nv, mel)")]
    [InlineData(
        "truth,nv,mel\nnv,0,1\nmel,1,1\n",
        "--aim: to answer another class than mel costs no more than to answer it; give its other answers a higher cost"
    )]
    public void Read_OfCostsThatAreNone_NamesWhatIsWrong(string table, string message) =>
        Assert.Equal(
            message,
            Assert
                .Throws<InputException>(() => Costs(table).CostsOf(Classes))
                .Message.Replace(folder["costs.csv"], "FILE")
        );

    [Fact]
    public void Check_AnAimAndAPrior_ExcludeEachOther() =>
        Assert.StartsWith(
            "--aim: chooses the class shares",
            Assert
                .Throws<InputException>(() =>
                    new TrustOptions { Aim = new(AimOptions.Balanced), Prior = PriorOptions.Uniform }.Check()
                )
                .Message
        );
}
