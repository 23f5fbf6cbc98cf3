using Platform.Training.Publishing;

namespace Platform.Training.Tests.Publishing;

public class CopiesIndexWriterTests
{
    /// <summary>Of the picture 0 1 / 2 3: the group's eight elements, each once.</summary>
    [Fact]
    public void Symmetries_AreTheEightOfTheSquare()
    {
        byte[] picture = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];
        var drawn = CopiesIndexWriter
            .Symmetries(picture, 2)
            .Select(p => string.Concat(p.Where((_, i) => i % 3 == 0)))
            .Order()
            .ToArray();
        Assert.Equal(["0123", "0213", "1032", "1302", "2031", "2301", "3120", "3210"], drawn);
    }
}
