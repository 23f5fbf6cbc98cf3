using Platform.Shared.Imaging;

namespace Platform.Training.Data.Duplicates;

/// <summary>The luminance of a photograph, as a square of few pixels.</summary>
/// <param name="Side">S, pixels</param>
/// <param name="Values">[S, S], from 0 to 255</param>
sealed record Luminance(int Side, float[] Values)
{
    /// <summary>Weights of ITU-R BT.601.</summary>
    const float Red = 0.299f,
        Green = 0.587f,
        Blue = 0.114f;

    /// <param name="square">uint8 [from, from, 3]</param>
    /// <param name="side">to reduce it to by an exact area average</param>
    public static Luminance Of(ReadOnlySpan<byte> square, int from, int side)
    {
        var rgb = square.ToArray();
        if (from != side)
            rgb = AreaAverage.Resize(new(rgb, from, from), side, side);
        var values = new float[side * side];
        for (var i = 0; i < values.Length; i++)
            values[i] = Red * rgb[3 * i] + Green * rgb[3 * i + 1] + Blue * rgb[3 * i + 2];
        return new(side, values);
    }

    /// <summary>One of the eight symmetries of the square.</summary>
    /// <param name="symmetry">1: left and right mirrored, 2: up and down, 4: rows and columns exchanged first</param>
    public Luminance Turned(int symmetry)
    {
        var turned = new float[Values.Length];
        for (var y = 0; y < Side; y++)
        for (var x = 0; x < Side; x++)
        {
            var (u, v) = ((symmetry & 1) == 0 ? x : Side - 1 - x, (symmetry & 2) == 0 ? y : Side - 1 - y);
            turned[y * Side + x] = (symmetry & 4) == 0 ? Values[v * Side + u] : Values[u * Side + v];
        }
        return new(Side, turned);
    }

    /// <summary>At half the side, each value the mean of four.</summary>
    public Luminance Halved()
    {
        var half = Side / 2;
        var values = new float[half * half];
        for (var y = 0; y < half; y++)
        for (var x = 0; x < half; x++)
        {
            var at = 2 * y * Side + 2 * x;
            values[y * half + x] = (Values[at] + Values[at + 1] + Values[at + Side] + Values[at + Side + 1]) / 4;
        }
        return new(half, values);
    }

    /// <summary>The mean over 2 r + 1 pixels both ways, fewer at the edges.</summary>
    public Luminance Blurred(int r)
    {
        var (across, down) = (new float[Values.Length], new float[Values.Length]);
        Means(Values, across, 1, Side, r);
        Means(across, down, Side, 1, r);
        return new(Side, down);
    }

    void Means(float[] from, float[] to, int step, int line, int r)
    {
        for (var a = 0; a < Side; a++)
        {
            var sum = 0f;
            for (var b = 0; b < Math.Min(r, Side); b++)
                sum += from[a * line + b * step];
            for (var b = 0; b < Side; b++)
            {
                if (b + r < Side)
                    sum += from[a * line + (b + r) * step];
                if (b - r > 0)
                    sum -= from[a * line + (b - r - 1) * step];
                to[a * line + b * step] = sum / (Math.Min(Side - 1, b + r) - Math.Max(0, b - r) + 1);
            }
        }
    }
}
