namespace Platform.Shared.Taxonomy;

/// <summary>
/// The classes that two data sets share: those of HAM10000, to which ISIC 2019's lead. ISIC 2019 parts HAM10000's akiec
/// into AK and SCC (Gessert et al. 2020, "Skin lesion classification using ensembles of multi-resolution
/// EfficientNets", section 2.1).
/// </summary>
public static class ClassMap
{
    /// <summary>HAM10000's class of a code of either data set; null for any other.</summary>
    public static string? Common(string code) => IsCode(code) ? LabelTable.Find(code)!.Ham10000 : null;

    static bool IsCode(string code) =>
        Diagnosis.Ham10000.Concat(Diagnosis.Isic2019).Contains(code, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The codes to compare in: the first list itself where the other has no class beyond it; benign and malignant
    /// where the other tells no more; else what both lead to.
    /// </summary>
    /// <param name="codes">the model's classes, in order</param>
    /// <param name="others">the data set's</param>
    /// <returns>the common classes, and the index in them of each of both lists</returns>
    /// <exception cref="InputException">A class of the data set is none of the model's.</exception>
    public static (IReadOnlyList<string> Classes, int[] Codes, int[] Others) Join(
        IReadOnlyList<string> codes,
        IReadOnlyList<string> others
    )
    {
        if (!others.Except(codes).Any())
            return (codes, [.. Enumerable.Range(0, codes.Count)], [.. others.Select(o => Index(codes, o))]);
        if (others.All(o => o is Diagnosis.BenignCode or Diagnosis.MalignantCode))
            return JoinMalignancy(codes, others);
        string[] classes = [.. codes.Select(Common).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        if (codes.FirstOrDefault(c => Common(c) is null) is { } odd)
            throw new InputException(
                $"class '{odd}' of the model is not known to the class map, and the data set has other classes "
                    + $"({string.Join(", ", others)}): give a data set with the model's classes"
            );
        if (others.FirstOrDefault(o => Index(classes, Common(o)) < 0) is { } absent)
            throw new InputException(
                $"class '{absent}' of the data set is none of the model's ({string.Join(", ", codes)}): give a data "
                    + $"set with the model's classes"
            );
        return (
            classes,
            [.. codes.Select(c => Index(classes, Common(c)))],
            [.. others.Select(o => Index(classes, Common(o)))]
        );
    }

    static (IReadOnlyList<string> Classes, int[] Codes, int[] Others) JoinMalignancy(
        IReadOnlyList<string> codes,
        IReadOnlyList<string> others
    )
    {
        string[] classes = [Diagnosis.BenignCode, Diagnosis.MalignantCode];
        int Of(string code) =>
            LabelTable.Find(code)?.Malignant is { } malignant
                ? malignant
                    ? 1
                    : 0
                : throw new InputException(
                    $"class '{code}' of the model is not known to be benign or malignant, and the data set tells no "
                        + "more: give a data set with the model's classes"
                );
        return (classes, [.. codes.Select(Of)], [.. others.Select(o => Index(classes, o))]);
    }

    static int Index(IReadOnlyList<string> codes, string? code) => code is null ? -1 : codes.ToList().IndexOf(code);
}
