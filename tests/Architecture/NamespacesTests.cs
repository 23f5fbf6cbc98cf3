using Platform.Architecture.Tests.Namespaces;

namespace Platform.Architecture.Tests;

/// <summary>
/// The namespaces of a project can be put in an order in which each uses only those before it, so that it can be read,
/// moved and tested without those after it. A namespace and one nested in it are two like any others: the nested one
/// may use the outer one's names (Rest uses OpenInference), or the outer one may use the nested one's, never both.
/// </summary>
public sealed class NamespacesTests
{
    [Theory]
    [InlineData("Platform.Shared", 10)]
    [InlineData("Platform.Inference", 15)]
    [InlineData("Platform.Tools", 8)]
    [InlineData("Platform.Console", 1)]
    [InlineData("Platform.Charts", 1)]
    public void Namespaces_FormNoCircle(string project, int fewest)
    {
        var uses = TypeUses.Of(Repository.Output(project, $"{project}.dll"));
        var namespaces = uses.SelectMany(u => new[] { u.From.Namespace, u.To.Namespace }).Distinct().Count();
        Assert.True(namespaces >= fewest, $"only {namespaces} namespaces were found");
        var circles = Circles.In(uses);
        Assert.True(circles.Count == 0, $"{circles.Count} circles:\n{string.Join('\n', circles)}");
    }

    [Fact]
    public void Circles_OfThreeNamespaces_IsNamedByItsTypes()
    {
        (TypeName, TypeName)[] uses =
        [
            (new("A", "One"), new("B", "Two")),
            (new("B", "Three"), new("A.Inner", "Four")),
            (new("A.Inner", "Five"), new("A", "Six")),
            (new("C", "Seven"), new("A", "One")),
        ];
        var circle = Assert.Single(Circles.In(uses));
        Assert.Contains("B.Three uses A.Inner.Four; A.Inner.Five uses A.Six; A.One uses B.Two", circle);
        Assert.Empty(Circles.In(uses[1..]));
    }
}
