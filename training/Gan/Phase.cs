namespace Platform.Training.Gan;

/// <summary>
/// Where progressive growth stands: the top resolution in pixels and its share of the image, in (0, 1]; 1 is stable.
/// </summary>
public readonly record struct Phase(int Resolution, float Fade)
{
    public bool IsFading => Fade < 1;
}
