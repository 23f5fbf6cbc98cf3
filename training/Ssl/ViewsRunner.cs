using Platform.Charts;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Training.Data;
using Platform.Training.Runs;
using Platform.Training.Ssl.Views;
using TorchSharp;

namespace Platform.Training.Ssl;

/// <summary>A sheet of views as it is asked for, by a command line or a program.</summary>
/// <param name="Config">says which operations, and how strong</param>
/// <param name="Data">data folder made by prepare</param>
/// <param name="Output">folder to make</param>
/// <param name="Row">which image, by its row in manifest.csv, from 0</param>
public sealed record ViewsRequest(SslConfig Config, string Data, string Output, int Row = 0);

/// <summary>Draws each operation that self-supervision's views are made of, on one image.</summary>
public static class ViewsRunner
{
    const int Columns = 7;

    /// <returns>the name of the image, and the file that was made</returns>
    /// <exception cref="InputException">No such row, or something is not there.</exception>
    public static (string Image, string File) Run(ViewsRequest request)
    {
        var folder = DataFolder.Open(request.Data);
        if (request.Row < 0 || request.Row >= folder.Rows.Count)
            throw new InputException($"--row {request.Row}: from 0 to {folder.Rows.Count - 1}");
        using var pixels = folder.Pixels(request.Config.ImageSide);
        TorchRuntime.Start("cpu");
        var sheet = View.Sheet(pixels.Side, request.Config.Views);
        Directory.CreateDirectory(request.Output);
        var rgb = pixels.Image(request.Row).ToArray();
        var views = sheet.Select(s => s.Name).Zip(Drawn(rgb, pixels.Side, [.. sheet.Select(s => s.View)]));
        var file = Path.Combine(request.Output, "views.png");
        AtomicFile.Create(file, LabelledSheet.Png([.. views], pixels.Side, Columns), "--out");
        return (folder.Rows[request.Row].Image, file);
    }

    /// <returns>uint8 [S, S, 3] of each view</returns>
    static IEnumerable<byte[]> Drawn(byte[] rgb, int side, View[] views)
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.tensor(rgb, [1, side, side, 3]).permute(0, 3, 1, 2).to(torch.float32) / 255; // [1, 3, S, S]
        var drawn = (ViewMaker.Apply(image.expand(views.Length, 3, side, side), views) * 255)
            .round()
            .clamp(0, 255)
            .to(torch.uint8)
            .permute(0, 2, 3, 1)
            .contiguous();
        return [.. Enumerable.Range(0, views.Length).Select(i => drawn[i].contiguous().data<byte>().ToArray())];
    }
}
