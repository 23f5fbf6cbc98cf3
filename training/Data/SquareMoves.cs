using static TorchSharp.torch;

namespace Platform.Training.Data;

/// <summary>
/// Flips, quarter turns and whole-pixel shifts of square images, one of each for each sample, as one gather.
/// </summary>
public static class SquareMoves
{
    /// <param name="x">[N, C, S, S]</param>
    /// <param name="flip">[N], 1 to mirror left and right</param>
    /// <param name="turns">[N], quarter turns, 0 to 3, after the flip</param>
    /// <param name="down">[N], pixels to shift by after the turn, reflected at the edges; null for none</param>
    public static Tensor Apply(Tensor x, Tensor flip, Tensor turns, Tensor? down = null, Tensor? right = null)
    {
        var (n, c, side) = (x.shape[0], x.shape[1], x.shape[3]);
        var at = arange(side, device: x.device); // [S]
        var row = Source(at, down, side).view(-1, side, 1); // [N, S, 1]
        var column = Source(at, right, side).view(-1, 1, side); // [N, 1, S]
        var (mirror, turn) = (flip.view(n, 1, 1), turns.view(n, 1, 1));
        // Of a turned square, row and column come from (r, c), (c, S-1-r), (S-1-r, S-1-c), (S-1-c, r).
        var odd = turn.remainder(2);
        var (y, z) = (where(odd.eq(1), column, row), where(odd.eq(1), row, column)); // [N, S, S]
        y = where(turn.ge(2), side - 1 - y, y);
        z = where(turn.eq(1).logical_or(turn.eq(2)), side - 1 - z, z);
        z = where(mirror.eq(1), side - 1 - z, z);
        var index = (y * side + z).view(n, 1, side * side).expand(n, c, side * side);
        return x.reshape(n, c, side * side).gather(2, index).view(n, c, side, side);
    }

    /// <summary>Images in the eight symmetries of the square, themselves first.</summary>
    /// <param name="x">[N, C, S, S]</param>
    public static IEnumerable<Tensor> All(Tensor x)
    {
        for (var turns = 0; turns < 4; turns++)
        {
            var turned = x.rot90(turns, (2, 3));
            yield return turned;
            yield return turned.flip(3);
        }
    }

    static Tensor Source(Tensor at, Tensor? shift, long side)
    {
        if (shift is null)
            return at;
        var from = (at - shift.view(-1, 1)).abs(); // [N, S]
        return side - 1 - (side - 1 - from).abs();
    }
}
