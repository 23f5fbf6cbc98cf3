using Platform.Training.Data;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Data;

public sealed class SquareSymmetriesTests
{
    /// <summary>Of the picture 0 1 / 2 3: the group's eight elements, each once.</summary>
    static readonly string[] Eight = ["0123", "0213", "1032", "1302", "2031", "2301", "3120", "3210"];

    [Fact]
    public void Of_AreTheEightOfTheSquare()
    {
        byte[] picture = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];
        var drawn = SquareSymmetries.Of(picture, 2, 3).Select(p => string.Concat(p.Where((_, i) => i % 3 == 0)));
        Assert.Equal(Eight, drawn.Order());
        Assert.Equal(picture, SquareSymmetries.Of(picture, 2, 3).First());
    }

    [Fact]
    public void All_OfTensors_AreTheSame()
    {
        using var scope = NewDisposeScope();
        var picture = arange(4, float32).view(1, 1, 2, 2);
        Assert.Equal(Eight, SquareMoves.All(picture).Select(p => string.Concat(p.contiguous().data<float>())).Order());
        Assert.Equal(picture.data<float>().ToArray(), SquareMoves.All(picture).First().data<float>().ToArray());
    }
}
