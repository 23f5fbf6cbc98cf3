using Platform.Shared.Formats;
using Platform.Training.Data;
using Platform.Training.Ssl.Views;

namespace Platform.Training.Ssl;

/// <summary>
/// Which of a run's real images show the same lesion, by the manifest: they share its name, or their files are the same
/// bytes. It knows the images that the run trains on alone, so that a held-out photograph is nobody's partner.
/// </summary>
public sealed class LesionPhotographs
{
    readonly IReadOnlyList<int[]> lesions; // positions of the photographs of each
    readonly int[] lesionOf; // of each position

    /// <param name="rows">of the run's real images, in their order</param>
    public LesionPhotographs(IReadOnlyList<ManifestRow> rows)
    {
        lesions = LesionGroups.Of(rows);
        lesionOf = new int[rows.Count];
        foreach (var (lesion, photographs) in lesions.Index())
        foreach (var photograph in photographs)
            lesionOf[photograph] = lesion;
    }

    /// <summary>How many images have another photograph of their lesion.</summary>
    public int WithPartner => lesions.Where(l => l.Length > 1).Sum(l => l.Length);

    /// <summary>Lesion of an image of the pool; a synthetic one, behind the real ones, is one of its own.</summary>
    public int Lesion(int image) => image < lesionOf.Length ? lesionOf[image] : lesions.Count + image - lesionOf.Length;

    /// <summary>How many images show an image's lesion, itself among them.</summary>
    public int Of(int image) => image < lesionOf.Length ? lesions[lesionOf[image]].Length : 1;

    /// <summary>
    /// Another photograph of an image's lesion, each as likely as the others; the image itself where there is none.
    /// </summary>
    public int Partner(int image, ViewRandom random)
    {
        if (image >= lesionOf.Length)
            return image;
        var photographs = lesions[lesionOf[image]];
        var own = Array.IndexOf(photographs, image);
        return photographs.Length == 1
            ? image
            : photographs[(own + 1 + random.Next(photographs.Length - 1)) % photographs.Length];
    }
}
