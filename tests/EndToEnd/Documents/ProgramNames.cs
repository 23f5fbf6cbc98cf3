using Platform.EndToEnd.Tests.Terminal;

namespace Platform.EndToEnd.Tests.Documents;

/// <summary>
/// The programs by the names of their starters, by which documents call them: training, inference, tools.
/// </summary>
static class ProgramNames
{
    public static IReadOnlyDictionary<string, string> Projects { get; } =
        Rows.Projects.ToDictionary(project => project[(project.LastIndexOf('.') + 1)..].ToLowerInvariant());
}
