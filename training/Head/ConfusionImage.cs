using Platform.Shared.Imaging;

namespace Platform.Training.Head;

/// <summary>Draws a confusion matrix: rows are true classes, darker cells a larger share of their row, each with its count.</summary>
public static class ConfusionImage
{
    const int Cell = 64, Border = 2, Dot = 3;

    // 3 x 5 dots a digit, rows from the top, three bits a row: servers have no fonts to rely on.
    static readonly ushort[] Digits = [0b111101101101111, 0b010110010010111, 0b111001111100111, 0b111001111001111, 0b101101111001001,
        0b111100111001111, 0b111100111101111, 0b111001001001001, 0b111101111101111, 0b111101111001111];

    public static byte[] Png(ConfusionMatrix matrix)
    {
        var classes = matrix.Counts.Length;
        var side = classes * Cell + Border;
        var rgb = new byte[side * side * 3];
        Array.Fill(rgb, (byte)160);
        for (var row = 0; row < classes; row++)
            for (var column = 0; column < classes; column++)
            {
                var share = matrix.Counts[row][column] / (double)Math.Max(1, matrix.Counts[row].Sum());
                (int R, int G, int B) color = ((int)(255 - 247 * share), (int)(255 - 207 * share), (int)(255 - 148 * share)); // white to dark blue
                Fill(rgb, side, column * Cell + Border, row * Cell + Border, Cell - Border, Cell - Border, color);
                Number(rgb, side, column * Cell + Cell / 2, row * Cell + Cell / 2, matrix.Counts[row][column], share > 0.5 ? (255, 255, 255) : (32, 32, 32));
            }
        return PngEncoder.Encode(rgb, side, side);
    }

    static void Number(byte[] rgb, int side, int centerX, int centerY, int number, (int, int, int) color)
    {
        var text = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var dot = text.Length <= 5 ? Dot : 2;
        var left = centerX - (text.Length * 4 - 1) * dot / 2;
        for (var i = 0; i < text.Length; i++)
            for (var bit = 0; bit < 15; bit++)
                if ((Digits[text[i] - '0'] >> (14 - bit) & 1) == 1)
                    Fill(rgb, side, left + (i * 4 + bit % 3) * dot, centerY + (bit / 3 * 2 - 5) * dot / 2, dot, dot, color);
    }

    static void Fill(byte[] rgb, int side, int x, int y, int width, int height, (int R, int G, int B) color)
    {
        for (var row = y; row < y + height; row++)
            for (var column = x; column < x + width; column++)
                (rgb[(row * side + column) * 3], rgb[(row * side + column) * 3 + 1], rgb[(row * side + column) * 3 + 2]) = ((byte)color.R, (byte)color.G, (byte)color.B);
    }
}
