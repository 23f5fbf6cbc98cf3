using Platform.Training.Data;
using static TorchSharp.torch;

namespace Platform.Training.Ssl.Views;

/// <summary>
/// Applies drawn views to a batch. What a sample becomes depends on its own view alone, not on its batch.
/// </summary>
public static class ViewMaker
{
    /// <param name="images">[N, 3, S, S] in [0, 1]</param>
    /// <param name="views">one a sample</param>
    /// <param name="side">V of the views in pixels; null for that of the images</param>
    /// <returns>[N, 3, V, V] in [0, 1]</returns>
    public static Tensor Apply(Tensor images, IReadOnlyList<View> views, int? side = null)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var length = side ?? (int)images.shape[3];
        var x = Resized(images, views, length);
        if (views.Any(v => v.Cast is not null))
            x = Cast(x, views);
        Jitter(x, views);
        Gray(x, views);
        if (views.Any(v => v.BlurSigma > 0))
        {
            var map = AxisMaps.Blur(PerSample(views, v => v.BlurSigma, x.device), length);
            x = AxisMaps.Apply(x, map, map);
        }
        return x.MoveToOuterDisposeScope();
    }

    static Tensor Resized(Tensor images, IReadOnlyList<View> views, int side)
    {
        var (device, from) = (images.device, (int)images.shape[3]);
        var rows = AxisMaps.Resize(
            PerSample(views, v => v.Crop.Top, device),
            PerSample(views, v => v.Crop.Height, device),
            from,
            side
        );
        var columns = AxisMaps.Resize(
            PerSample(views, v => v.Crop.Left, device),
            PerSample(views, v => v.Crop.Width, device),
            from,
            side
        );
        columns = where(PerSample(views, v => v.Flip ? 1 : 0, device).view(-1, 1, 1) > 0, columns.flip(1), columns);
        var x = AxisMaps.Apply(images.contiguous(), rows, columns);
        var turned = Which(views, v => v.QuarterTurns > 0);
        if (turned.Length > 0)
            Replace(
                x,
                turned,
                part =>
                    SquareMoves.Apply(
                        part,
                        zeros(turned.Length, int64, device),
                        tensor(turned.Select(i => (long)views[i].QuarterTurns).ToArray(), device: device)
                    )
            );
        return x;
    }

    static Tensor Cast(Tensor x, IReadOnlyList<View> views)
    {
        float[] factors = [.. views.SelectMany(v => v.Cast is var (r, g, b) ? [r, g, b] : new float[] { 1, 1, 1 })];
        return (x * tensor(factors, device: x.device).view(-1, 3, 1, 1)).clamp(0, 1);
    }

    /// <summary>
    /// Each sample has its own order: at each of the four places, the samples whose turn an operation is go through it
    /// together.
    /// </summary>
    static void Jitter(Tensor x, IReadOnlyList<View> views)
    {
        var operations = Enum.GetValues<ColorOperation>();
        for (var place = 0; place < operations.Length; place++)
            foreach (var operation in operations)
            {
                using var scope = NewDisposeScope();
                var chosen = Which(views, v => v.Order?[place] == operation);
                if (chosen.Length == 0)
                    continue;
                var factors = PerSample([.. chosen.Select(i => views[i])], v => Factor(v, operation), x.device)
                    .view(-1, 1, 1, 1);
                Replace(x, chosen, part => ColorOperations.Apply(operation, part, factors));
            }
    }

    static void Gray(Tensor x, IReadOnlyList<View> views)
    {
        var chosen = Which(views, v => v.Gray);
        if (chosen.Length > 0)
            Replace(x, chosen, part => ColorOperations.Gray(part).expand(part.shape));
    }

    static int[] Which(IReadOnlyList<View> views, Func<View, bool> chosen) =>
        [.. Enumerable.Range(0, views.Count).Where(i => chosen(views[i]))];

    static void Replace(Tensor x, int[] chosen, Func<Tensor, Tensor> change)
    {
        var index = tensor(chosen, int64, x.device);
        x.index_copy_(0, index, change(x.index_select(0, index)));
    }

    static float Factor(View view, ColorOperation operation) =>
        operation switch
        {
            ColorOperation.Brightness => view.Brightness,
            ColorOperation.Contrast => view.Contrast,
            ColorOperation.Saturation => view.Saturation,
            _ => view.Hue,
        };

    static Tensor PerSample(IReadOnlyList<View> views, Func<View, float> value, Device device) =>
        tensor(views.Select(value).ToArray(), device: device);
}
