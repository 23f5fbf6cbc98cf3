namespace Platform.Training.Ssl.Views;

/// <summary>A rectangle of an image in whole pixels.</summary>
public readonly record struct Crop(int Top, int Left, int Height, int Width)
{
    const int Tries = 10;
    const double MinRatio = 3.0 / 4,
        MaxRatio = 4.0 / 3;

    /// <summary>
    /// A crop whose share of the area is uniform in [minArea, 1] and whose ratio is log-uniform in [3/4, 4/3]; the
    /// whole square when ten draws do not fit. torchvision, RandomResizedCrop.get_params; Szegedy et al. 2015, section
    /// 6.
    /// </summary>
    public static Crop Draw(ref ViewRandom random, int side, double minArea)
    {
        for (var i = 0; i < Tries; i++)
        {
            var area = side * side * random.Between(minArea, 1);
            var ratio = Math.Exp(random.Between(Math.Log(MinRatio), Math.Log(MaxRatio)));
            var (width, height) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
            if (width > 0 && width <= side && height > 0 && height <= side)
                return new(random.Next(side - height + 1), random.Next(side - width + 1), height, width);
        }
        return new(0, 0, side, side); // torchvision's central crop: of a square with ratio 1 in range it is the whole
    }
}
