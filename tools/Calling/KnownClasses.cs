namespace Platform.Tools.Calling;

/// <summary>
/// Folders that the bundle knows as classes. Others, such as one for each patient, do not say what to answer.
/// </summary>
public static class KnownClasses
{
    const int Shown = 5;

    /// <summary>The answers without labels that are no class of the bundle, and what to say of those.</summary>
    public static (IReadOnlyList<Answer> Answers, string? Note) Only(IReadOnlyList<Answer> answers)
    {
        if (answers.FirstOrDefault(a => a.Response is not null)?.Response is not { } any)
            return (answers, null);
        string[] codes = [.. any.Predictions.Select(p => p.Code).Order(StringComparer.Ordinal)];
        bool IsUnknown(Answer answer) => answer.File.Label is { } label && !codes.Contains(label);
        string[] unknown = [.. answers.Where(IsUnknown).Select(a => a.File.Label!).Distinct()];
        if (unknown.Length == 0)
            return (answers, null);
        Answer[] known = [.. answers.Select(a => IsUnknown(a) ? a with { File = a.File with { Label = null } } : a)];
        return (
            known,
            $"images that are not scored: {answers.Count(IsUnknown)}, whose folders are no classes of "
                + $"{any.BundleName} {any.BundleVersion} ({string.Join(", ", codes)}): "
                + string.Join(", ", unknown.Take(Shown))
                + (unknown.Length > Shown ? ", ..." : "")
        );
    }
}
