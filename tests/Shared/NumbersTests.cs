namespace Platform.Shared.Tests;

public sealed class NumbersTests
{
    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("-2e-3", -0.002)]
    [InlineData(" 80.0 ", 80)]
    public void TryParse_OfANumber_GivesIt(string text, double expected)
    {
        Assert.True(Numbers.TryParse(text, out double value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("1,000")]
    [InlineData("5,0")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("")]
    [InlineData(null)]
    public void TryParse_OfWhatTwoPeopleReadDifferently_IsFalse(string? text)
    {
        Assert.False(Numbers.TryParse(text, out double _));
        Assert.False(Numbers.TryParse(text, out float _));
        Assert.False(Numbers.TryParse(text, out int _));
    }

    [Fact]
    public void TryParse_BeyondTheType_IsFalse()
    {
        Assert.False(Numbers.TryParse("1e39", out float _));
        Assert.False(Numbers.TryParse("2147483648", out int _));
        Assert.True(Numbers.TryParse("2147483648", out long _));
    }

    [Theory]
    [InlineData("1,5", typeof(float), "point")]
    [InlineData("1.5", typeof(int), "not a whole number")]
    [InlineData("99999999999", typeof(int), "not a whole number from -2147483648 to 2147483647")]
    [InlineData("-1", typeof(ulong), "not a whole number from 0 to 18446744073709551615")]
    public void Complaint_SaysWhatToWrite(string text, Type type, string said)
    {
        Assert.False(Numbers.Is(text, type));
        Assert.Contains(said, Numbers.Complaint(text, type));
    }
}
