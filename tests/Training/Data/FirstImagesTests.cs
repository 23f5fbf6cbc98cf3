using Platform.Shared;
using Platform.Training.Data;

namespace Platform.Training.Tests.Data;

public sealed class FirstImagesTests
{
    static readonly int[] images = [.. Enumerable.Range(0, 100).Select(i => 3 * i)];

    [Fact]
    public void Of_ALargerNumber_HoldsASmallerOnes()
    {
        var (few, more) = (FirstImages.Of(images, 30), FirstImages.Of(images, 60));
        Assert.Equal((30, 60), (few.Length, more.Length));
        Assert.Subset(more.ToHashSet(), few.ToHashSet());
        Assert.NotEqual(images[..30], few);
    }

    [Fact]
    public void Of_All_IsAll() =>
        Assert.Equal([images, images], [FirstImages.Of(images, null), FirstImages.Of(images, 100)]);

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void Of_MoreThanThereAre_IsRefused(int count) =>
        Assert.Contains("100", Assert.Throws<InputException>(() => FirstImages.Of(images, count)).Message);
}
