namespace Platform.Shared.Taxonomy;

/// <summary>A diagnosis class as a data set codes it.</summary>
/// <param name="Code">such as "mel"; HAM10000 writes codes in lower case, ISIC 2019 in capitals</param>
/// <param name="Name">such as "melanoma"</param>
public sealed record Diagnosis(string Code, string Name)
{
    /// <summary>Codes of data sets that tell no more than this.</summary>
    public const string BenignCode = "benign",
        MalignantCode = "malignant";

    static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ack"] = "actinic keratosis",
        ["akiec"] = "actinic keratosis or intraepithelial carcinoma",
        ["ak"] = "actinic keratosis",
        ["bcc"] = "basal cell carcinoma",
        ["ben_oth"] = "other benign proliferation",
        ["bkl"] = "benign keratosis",
        ["df"] = "dermatofibroma",
        ["inf"] = "inflammatory or infectious condition",
        ["mal_oth"] = "other malignant proliferation",
        ["mel"] = "melanoma",
        ["nev"] = "melanocytic naevus",
        ["nv"] = "melanocytic naevus",
        ["scc"] = "squamous cell carcinoma",
        ["sccka"] = "squamous cell carcinoma or keratoacanthoma",
        ["sek"] = "seborrhoeic keratosis",
        ["vasc"] = "vascular lesion",
    };

    /// <summary>
    /// Codes of what is cancer or becomes it: melanoma, the carcinomas, and actinic keratosis, of which squamous cell
    /// carcinoma grows and which HAM10000 counts with its early form; in the codes of HAM10000, ISIC 2019, MILK10k and
    /// PAD-UFES-20.
    /// </summary>
    public static readonly IReadOnlySet<string> Malignant = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "mel",
        "bcc",
        "akiec",
        "ak",
        "scc",
        "ack",
        "sccka",
        "mal_oth",
        MalignantCode,
    };

    /// <summary>HAM10000's classes in alphabetical order. Tschandl, Rosendahl, Kittler 2018, Table 2.</summary>
    public static readonly IReadOnlyList<string> Ham10000 = ["akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"];

    /// <summary>ISIC 2019's classes in alphabetical order; its ninth, UNK, has no training image.</summary>
    public static readonly IReadOnlyList<string> Isic2019 = ["AK", "BCC", "BKL", "DF", "MEL", "NV", "SCC", "VASC"];

    /// <summary>The diagnosis of a code; a code that is not known, such as a folder's name, is its own name.</summary>
    public static Diagnosis Named(string code) => new(code, Names.GetValueOrDefault(code, code));
}
