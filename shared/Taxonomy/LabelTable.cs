namespace Platform.Shared.Taxonomy;

/// <summary>What a label that a publisher writes leads to.</summary>
/// <param name="Ham10000">HAM10000's class; null where it is none of the seven</param>
/// <param name="Isic2019">ISIC 2019's class; null where it is none of the eight, or may be two of them</param>
/// <param name="Malignant">
/// whether it is cancer or becomes it, as <see cref="Diagnosis.Malignant"/> says; null where it may be either
/// </param>
public sealed record KnownLabel(string Label, string? Ham10000, string? Isic2019, bool? Malignant);

/// <summary>
/// The one table of labels: the words of HAM10000, ISIC 2019, ISIC 2020, the ISIC archive, MILK10k and PAD-UFES-20. A
/// label that does not stand here, letter case apart, is not known: nothing is guessed from its spelling.
/// </summary>
/// <remarks>
/// The archive's labels are the levels diagnosis_1 to diagnosis_5 of its tree (ISIC Archive, isic-metadata,
/// DiagnosisEnum); of those below a row only the row stands here, because a reader goes from the narrowest level to
/// the widest. HAM10000's akiec holds actinic keratosis and Bowen's disease (Tschandl et al. 2018, Table 2), which ISIC
/// 2019 parts into AK and SCC: it leads to neither. Keratoacanthoma is a form of squamous cell carcinoma (WHO
/// Classification of Skin Tumours, 4th edition, 2018), with which MILK10k joins it as SCCKA.
/// </remarks>
public static class LabelTable
{
    const bool Cancer = true;
    const bool Harmless = false;

    static readonly Dictionary<string, KnownLabel> Rows = new[]
    {
        Class("AK", "Solar or actinic keratosis", "actinic keratosis", "ACK"),
        Class("BCC", "Basal cell carcinoma"),
        Class("BKL", "Seborrheic keratosis", "SEK", "Solar lentigo", "Lichen planus like keratosis"),
        Class("BKL", "lichenoid keratosis", "Pigmented benign keratosis", "benign keratosis"),
        Class("DF", "Dermatofibroma"),
        Class("MEL", "Melanoma", "Malignant melanocytic proliferations (Melanoma)", "Melanoma Invasive"),
        Class("MEL", "Melanoma in situ", "Melanoma, NOS", "Melanoma metastasis"),
        Class("NV", "Nevus", "NEV", "melanocytic nevus"),
        Class("SCC", "Squamous cell carcinoma", "SCCKA", "Squamous cell carcinoma, NOS", "Keratoacanthoma"),
        Class("SCC", "Squamous cell carcinoma, Invasive", "Squamous cell carcinoma in situ"),
        Class("VASC", "vascular lesion", "Benign soft tissue proliferations - Vascular", "Hemangioma"),
        Class("VASC", "Angiokeratoma", "Pyogenic granuloma", "Hemorrhage"), // Tschandl et al. 2018, Table 2
        [.. Diagnosis.Isic2019.SelectMany(code => Class(code, code))],
        [new("akiec", "akiec", null, Cancer)],
        Others(Harmless, "Benign", "non-neoplastic", "BEN_OTH", "INF", "Lentigo NOS", "cafe-au-lait macule"),
        Others(Cancer, "Malignant", "MAL_OTH"),
        Others(null, "Indeterminate", "atypical melanocytic proliferation"),
    }
        .SelectMany(rows => rows)
        .ToDictionary(r => r.Label, StringComparer.OrdinalIgnoreCase);

    /// <summary>Null for a label that is not known.</summary>
    public static KnownLabel? Find(string label) => Rows.GetValueOrDefault(label.Trim());

    /// <summary>A class of ISIC 2019 with its other names.</summary>
    static KnownLabel[] Class(string code, params string[] names) =>
        [.. names.Select(name => new KnownLabel(name, Seven(code), code, Diagnosis.Malignant.Contains(code)))];

    static KnownLabel[] Others(bool? malignant, params string[] names) =>
        [.. names.Select(name => new KnownLabel(name, null, null, malignant))];

    /// <summary>Gessert et al. 2020, section 2.1: AK and SCC are HAM10000's akiec.</summary>
    static string Seven(string code) => code is "AK" or "SCC" ? "akiec" : code.ToLowerInvariant();
}
