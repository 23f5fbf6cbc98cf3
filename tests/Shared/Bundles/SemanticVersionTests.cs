using Platform.Shared.Bundles;

namespace Platform.Shared.Tests.Bundles;

public class SemanticVersionTests
{
    /// <summary>The chain of semver.org 2.0.0 section 11.4, with two releases around it.</summary>
    [Fact]
    public void CompareTo_OrdersTheSpecificationsExample()
    {
        string[] ordered =
        [
            "0.9.10",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1",
            "1.1.0",
            "10.0.0",
        ];
        Assert.Equal(ordered, ordered.Reverse().OrderBy(v => SemanticVersion.TryParse(v)));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("01.2.3")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-01")]
    [InlineData("v1.2.3")]
    [InlineData("1.2.3\n")]
    public void TryParse_OfAnythingElse_IsNull(string text) => Assert.Null(SemanticVersion.TryParse(text));
}
