namespace Platform.EndToEnd.Tests.Documents;

/// <summary>A file whose commands are run, in order, in one shell that stands in a fresh folder.</summary>
/// <param name="Path">within the checkout</param>
sealed record Document(string Path)
{
    /// <summary>Lines run first: they make what the text takes for granted.</summary>
    public string[] Given { get; init; } = [];

    /// <summary>
    /// What is written in place of what, from first to last: small phantom data for real data, and few steps for many.
    /// </summary>
    public (string From, string To)[] Substitutions { get; init; } = [];

    /// <summary>Lines that begin so are not run, and why.</summary>
    public (string Line, string Reason)[] NotRun { get; init; } = [];
}
