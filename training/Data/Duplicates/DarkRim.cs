namespace Platform.Training.Data.Duplicates;

/// <summary>
/// The black surround that a dermoscope leaves in the corners of a photograph. It is the strongest thing that many
/// photographs of different lesions have in common, so it is replaced by what lies beside it.
/// </summary>
static class DarkRim
{
    /// <summary>Luminance of 255 below which a pixel that is joined to a corner is of the surround.</summary>
    const float Dark = 45;

    /// <summary>Pixels of 64 by which its soft edge reaches into the picture.</summary>
    const int Edge = 4;

    /// <summary>Share of a picture that a surround may be; one that is dark everywhere has none.</summary>
    const double Most = 0.8;

    /// <summary>The same where there is no surround.</summary>
    public static Luminance Filled(Luminance light)
    {
        var rim = Flooded(light);
        if (rim is null)
            return light;
        for (var i = 0; i < Edge; i++)
            rim = Widened(rim, light.Side);
        var values = (float[])light.Values.Clone();
        var left = rim.Count(r => r);
        while (left > 0)
        {
            var layer = new List<(int At, float Value)>();
            for (var at = 0; at < rim.Length; at++)
                if (rim[at])
                {
                    var (sum, count) = (0f, 0);
                    foreach (var beside in Around(at, light.Side))
                        if (!rim[beside])
                            (sum, count) = (sum + values[beside], count + 1);
                    if (count > 0)
                        layer.Add((at, sum / count));
                }
            foreach (var (at, value) in layer)
                (values[at], rim[at]) = (value, false);
            left -= layer.Count;
        }
        return new(light.Side, values);
    }

    /// <returns>whether each pixel is of the surround; null where there is none, or hardly anything else</returns>
    static bool[]? Flooded(Luminance light)
    {
        var side = light.Side;
        int[] corners = [0, side - 1, side * (side - 1), side * side - 1];
        if (!corners.Any(c => light.Values[c] < Dark))
            return null;
        var rim = new bool[light.Values.Length];
        var next = new Stack<int>(corners.Where(c => light.Values[c] < Dark));
        foreach (var corner in next)
            rim[corner] = true;
        while (next.TryPop(out var at))
            foreach (var beside in Around(at, side))
                if (!rim[beside] && light.Values[beside] < Dark)
                {
                    rim[beside] = true;
                    next.Push(beside);
                }
        return rim.Count(r => r) <= Most * rim.Length ? rim : null;
    }

    static bool[] Widened(bool[] rim, int side)
    {
        var wide = (bool[])rim.Clone();
        for (var at = 0; at < rim.Length; at++)
            if (rim[at])
                foreach (var beside in Around(at, side))
                    wide[beside] = true;
        return wide.All(w => w) ? rim : wide;
    }

    static IEnumerable<int> Around(int at, int side)
    {
        var (x, y) = (at % side, at / side);
        if (x > 0)
            yield return at - 1;
        if (x < side - 1)
            yield return at + 1;
        if (y > 0)
            yield return at - side;
        if (y < side - 1)
            yield return at + side;
    }
}
