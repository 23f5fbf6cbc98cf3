using Platform.Shared.Formats;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Views;

namespace Platform.Training.Tests.Ssl;

public sealed class LesionPhotographsTests
{
    static ManifestRow Row(int i, string lesion, string? bytes = null) =>
        new($"image{i}", "set", lesion, "nv", "train", bytes ?? $"sha{i}", 10, 10);

    /// <summary>Lesion a has three photographs, b one, c two, d the bytes of b's.</summary>
    static readonly LesionPhotographs Some = new([
        Row(0, "a"),
        Row(1, "b", "same"),
        Row(2, "a"),
        Row(3, "c"),
        Row(4, "a"),
        Row(5, "c"),
        Row(6, "d", "same"),
        Row(7, "e"),
    ]);

    static int[] Partners(int image) =>
        [.. Enumerable.Range(0, 300).Select(step => Some.Partner(image, new ViewRandom(1, step, image)))];

    [Theory]
    [InlineData(0, new[] { 2, 4 })]
    [InlineData(2, new[] { 0, 4 })]
    [InlineData(5, new[] { 3 })]
    [InlineData(1, new[] { 6 })]
    [InlineData(7, new[] { 7 })]
    public void Partner_IsEachOtherPhotographOfTheLesion_OrTheImageItself(int image, int[] expected)
    {
        var drawn = Partners(image);
        Assert.Equal(expected, drawn.Distinct().Order());
        Assert.All(expected, e => Assert.InRange(drawn.Count(d => d == e), 240 / expected.Length, 300));
    }

    [Fact]
    public void Partner_OfASyntheticImage_IsItself() => Assert.Equal(11, Some.Partner(11, new ViewRandom(1)));

    [Fact]
    public void Lesion_IsOneForItsPhotographs_AndOfASyntheticImageItsOwn()
    {
        int[] all = [.. Enumerable.Range(0, 10).Select(Some.Lesion)];
        Assert.Equal([0, 1, 0, 3, 0, 3, 1, 7, 8, 9], all.Select(l => Array.IndexOf(all, l)));
    }

    [Fact]
    public void Of_CountsThePhotographsOfTheLesion() =>
        Assert.Equal([3, 2, 3, 2, 3, 2, 2, 1, 1], Enumerable.Range(0, 9).Select(Some.Of));

    [Fact]
    public void WithPartner_CountsTheImages() => Assert.Equal(7, Some.WithPartner);
}
