using Platform.Inference.Bulk;
using Platform.Shared;
using Platform.Shared.Sets;

namespace Platform.Inference.Tests.Bulk;

public class ClassPlanTests
{
    static readonly string[] Known = ["df", "mel", "nv"];

    [Fact]
    public void Plan_GivesEachClassItsCount_InEveryStretch()
    {
        var plan = new ClassPlan(ClassCounts.Parse("mel=600,df=300,nv=100", Known));
        var drawn = Enumerable.Range(0, 1000).Select(i => plan[i]).ToArray();
        Assert.Equal(
            (300, 600, 100),
            (drawn.Count(c => c == "df"), drawn.Count(c => c == "mel"), drawn.Count(c => c == "nv"))
        );
        foreach (var stretch in drawn.Chunk(100))
            Assert.InRange(stretch.Count(c => c == "mel"), 57, 63);
    }

    [Theory]
    [InlineData("mel=1")]
    [InlineData("mel=3,nv=4")]
    public void Plan_OfFewImages_IsExact(string counts)
    {
        var wanted = ClassCounts.Parse(counts, Known);
        var plan = new ClassPlan(wanted);
        Assert.Equal(
            wanted,
            Enumerable
                .Range(0, (int)wanted.Values.Sum())
                .Select(i => plan[i])
                .GroupBy(c => c)
                .OrderBy(g => g.Key)
                .ToDictionary(g => g.Key, g => (long)g.Count())
        );
    }

    [Theory]
    [InlineData("mel", "CLASS=COUNT")]
    [InlineData("mel=0", "CLASS=COUNT")]
    [InlineData("bcc=5", "no class 'bcc'; it has df, mel, nv")]
    [InlineData("mel=5,mel=6", "twice")]
    public void Parse_OfNonsense_SaysWhat(string option, string reason) =>
        Assert.Contains(reason, Assert.Throws<InputException>(() => ClassCounts.Parse(option, Known)).Message);
}
