using Platform.Shared.Formats;
using Platform.Training.Evaluation;

namespace Platform.Training.Tests.Evaluation;

public sealed class SkinToneTests
{
    const int Side = 64;

    static byte[] Of(Func<double, (byte R, byte G, byte B)> colorAtRadius)
    {
        var pixels = new byte[Side * Side * 3];
        for (var i = 0; i < Side * Side; i++)
        {
            var radius = Math.Sqrt(
                Math.Pow(2 * (i % Side + 0.5) / Side - 1, 2) + Math.Pow(2 * (i / Side + 0.5) / Side - 1, 2)
            );
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = colorAtRadius(radius);
        }
        return pixels;
    }

    /// <summary>Reference values of Bruce Lindbloom's calculator for sRGB under D65.</summary>
    [Theory]
    [InlineData(255, 255, 255, 100, 0, 0)]
    [InlineData(255, 0, 0, 53.24, 80.09, 67.20)]
    [InlineData(0, 0, 255, 32.30, 79.19, -107.86)]
    [InlineData(119, 119, 119, 50.03, 0, 0)]
    public void Lab_EqualsTheReference(byte r, byte g, byte b, double l, double a, double yellow)
    {
        var lab = SkinTone.Lab(r, g, b);
        Assert.Equal(l, lab.L, 0.05);
        Assert.Equal(a, lab.A, 0.1);
        Assert.Equal(yellow, lab.B, 0.1);
    }

    [Theory]
    [InlineData(240, 210, 195, "very light")]
    [InlineData(195, 150, 118, "intermediate")]
    [InlineData(120, 80, 55, "brown")]
    [InlineData(60, 38, 28, "dark")]
    public void Band_FollowsTheSkin_NotTheLesionNorTheVignette(byte r, byte g, byte b, string band)
    {
        var angle = SkinTone.Angle(
            Of(radius =>
                radius < 0.7 ? ((byte)90, (byte)40, (byte)40)
                : radius > 1.2 ? ((byte)4, (byte)3, (byte)3)
                : (r, g, b)
            ),
            Side
        );
        Assert.Equal(band, SkinTone.Band(angle!.Value));
    }

    [Fact]
    public void Angle_OfABlackFrame_IsNotThere() => Assert.Null(SkinTone.Angle(new byte[Side * Side * 3], Side));

    [Fact]
    public void Subgroups_LeaveOutWhatNobodyTells_AndKeepTheOrderOfBands()
    {
        ManifestRow Row(string age, string sex, string lesion) =>
            new("i", "isic2019", lesion, "nv", "test", "", 1, 1) { Subject = new(age, sex, "") };
        var groups = Subgroups
            .Of([Row("25", "male", "BCN_1"), Row("", "female", "HAM_2"), Row("80", "", "L3")], [60, null, 5])
            .ToDictionary(g => g.Dimension, g => g.Groups);
        Assert.Equal(["age", "sex", "skin tone (estimated)", "source"], groups.Keys.Order());
        Assert.Equal(["0 to 29", "not told", "75 and over"], groups["age"]);
        Assert.Equal(["isic2019 BCN", "isic2019 HAM", "isic2019"], groups["source"]);
        Assert.Equal(
            ["very light", "brown", "not told"],
            Subgroups.Order(["not told", "brown", "very light", "brown"])
        );
    }
}
