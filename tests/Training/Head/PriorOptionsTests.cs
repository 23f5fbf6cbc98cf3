using Platform.Shared;
using Platform.Training.Head;

namespace Platform.Training.Tests.Head;

public sealed class PriorOptionsTests : IDisposable
{
    static readonly double[] Training = [0.7, 0.2, 0.1];
    static readonly string[] Classes = ["nv", "mel", "df"];
    readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    string Refusal(Action act) => Assert.Throws<InputException>(act).Message.Replace(file, "FILE");

    PriorOptions Read(string table, double exponent = 1)
    {
        File.WriteAllText(file, table);
        return PriorOptions.Read(file, exponent);
    }

    [Fact]
    public void Answer_OfTraining_AndOfUniform()
    {
        Assert.Equal(Training, PriorOptions.Read("training", 1).Answer(Training, Classes));
        Assert.All(PriorOptions.Read("uniform", 1).Answer(Training, Classes), s => Assert.Equal(1 / 3.0, s, 1e-12));
    }

    /// <summary>
    /// Half of the way to uniform divides by the square root of the shares: Menon et al. 2021, tau = 1/2.
    /// </summary>
    [Fact]
    public void Answer_OfHalfTheWay_IsTheRootOfTheShares()
    {
        var half = PriorOptions.Read("uniform", 0.5).Answer(Training, Classes);
        var roots = Training.Select(Math.Sqrt).ToArray();
        Assert.All(half.Zip(roots), p => Assert.Equal(p.Second / roots.Sum(), p.First, 1e-12));
        Assert.Equal(Training, PriorOptions.Read("uniform", 0).Answer(Training, Classes));
    }

    [Fact]
    public void Answer_OfAFile_IsItsSharesInTheOrderOfTheClasses()
    {
        var shares = Read("class,share\ndf,1\nmel,1\nnv,2\n").Answer(Training, Classes);
        Assert.All(shares.Zip([0.5, 0.25, 0.25]), p => Assert.Equal(p.Second, p.First, 1e-12));
    }

    [Theory]
    [InlineData("class,share\nnv,0\n", "FILE: line 2: share: '0' is no number above 0")]
    [InlineData("class,share\nnv,many\n", "FILE: line 2: share: 'many' is no number above 0")]
    [InlineData("class,share\nnv,1\nnv,2\n", "FILE: line 3: class: 'nv' for the second time")]
    public void Read_OfATableThatIsNone_NamesTheLine(string table, string message) =>
        Assert.Equal(message, Refusal(() => Read(table)));

    [Theory]
    [InlineData("class,share\nnv,1\nmel,1\n", "--prior: no share of class 'df'; give each class a share above 0")]
    [InlineData("class,share\nnevus,1\n", "--prior: 'nevus' is none of the classes (nv, mel, df)")]
    public void Answer_OfATableOfOtherClasses_NamesTheClass(string table, string message) =>
        Assert.Equal(message, Refusal(() => Read(table).Answer(Training, Classes)));

    [Fact]
    public void Read_AndCheck_OfWhatIsNone_SaysWhatToGive()
    {
        Assert.Contains(
            "--prior balanced: no such file; give training, uniform",
            Refusal(() => PriorOptions.Read("balanced", 1))
        );
        Assert.Equal("--prior-exponent 2: must be 0 to 1", Refusal(PriorOptions.Read("uniform", 2).Check));
    }
}
