namespace Platform.Training.Ssl.Views;

/// <summary>A rectangle of an image in whole pixels.</summary>
public readonly record struct Crop(int Top, int Left, int Height, int Width)
{
    const int Tries = 10;
    const double MinRatio = 3.0 / 4,
        MaxRatio = 4.0 / 3;

    /// <summary>
    /// A crop whose share of the area is uniform in [minArea, maxArea] and whose ratio is log-uniform in [3/4, 4/3];
    /// the central square of the largest area when ten draws do not fit. torchvision, RandomResizedCrop.get_params;
    /// Szegedy et al. 2015, section 6.
    /// </summary>
    public static Crop Draw(ref ViewRandom random, int side, double minArea, double maxArea = 1)
    {
        for (var i = 0; i < Tries; i++)
        {
            var area = side * side * random.Between(minArea, maxArea);
            var ratio = Math.Exp(random.Between(Math.Log(MinRatio), Math.Log(MaxRatio)));
            var (width, height) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
            if (width > 0 && width <= side && height > 0 && height <= side)
                return new(random.Next(side - height + 1), random.Next(side - width + 1), height, width);
        }
        // torchvision's central crop, which of a square with ratio 1 in range is the whole
        return Central(side, maxArea);
    }

    /// <summary>The square in the middle.</summary>
    /// <param name="area">as a share of the image</param>
    public static Crop Central(int side, double area)
    {
        var length = Math.Max(1, (int)Math.Round(side * Math.Sqrt(area)));
        return new((side - length) / 2, (side - length) / 2, length, length);
    }
}
