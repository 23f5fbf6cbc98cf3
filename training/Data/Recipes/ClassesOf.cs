using Platform.Shared.Taxonomy;

namespace Platform.Training.Data.Recipes;

/// <summary>Which classes the labels of a data set lead to.</summary>
public enum ClassesOf
{
    /// <summary>The labels themselves.</summary>
    Own,

    /// <summary>The seven of HAM10000.</summary>
    Ham10000,

    /// <summary>The eight of ISIC 2019.</summary>
    Isic2019,

    /// <summary>Benign and malignant.</summary>
    Malignancy,
}

/// <summary>What is known of each.</summary>
static class ClassesOfExtensions
{
    /// <summary>In the order of the head's classes; empty for a data set's own, which its labels tell.</summary>
    public static IReadOnlyList<string> Codes(this ClassesOf classes) =>
        classes switch
        {
            ClassesOf.Ham10000 => Diagnosis.Ham10000,
            ClassesOf.Isic2019 => Diagnosis.Isic2019,
            ClassesOf.Malignancy => [Diagnosis.BenignCode, Diagnosis.MalignantCode],
            _ => [],
        };

    /// <summary>The class of a label; null where it has none among these.</summary>
    public static string? Of(this ClassesOf classes, string label) =>
        classes == ClassesOf.Own ? label
        : LabelTable.Find(label) is not { } known ? null
        : classes switch
        {
            ClassesOf.Ham10000 => known.Ham10000,
            ClassesOf.Isic2019 => known.Isic2019,
            _ => known.Malignant is { } malignant
                ? malignant
                    ? Diagnosis.MalignantCode
                    : Diagnosis.BenignCode
                : null,
        };
}
