namespace Platform.Training.Ssl.Views;

/// <summary>Views of one kind that a method asks for: so many crops of each image, all of one side.</summary>
/// <param name="Side">of a view in pixels, to which the crop is resized</param>
/// <param name="MinArea">least area of the crop as a share of the image</param>
/// <param name="MaxArea">the largest</param>
/// <param name="OfAnotherPhotograph">
/// whether they are drawn from another photograph of the image's lesion, where the run has one; one and the same for
/// all crops of an image in a step
/// </param>
public sealed record ViewCrops(
    int Count,
    int Side,
    double MinArea,
    double MaxArea = 1,
    bool OfAnotherPhotograph = false
);
