using Platform.Training.Data;
using static TorchSharp.torch;

namespace Platform.Training.Tests.Data;

public sealed class SquareMovesTests
{
    [Fact]
    public void Apply_EqualsFlipAndRot90_ForTheEightOfTheSquare()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        var x = randn(8, 3, 6, 6);
        var k = arange(8);
        var y = SquareMoves.Apply(x, k.remainder(2), k.div(2, RoundingMode.floor).to(ScalarType.Int64));
        for (var i = 0; i < 8; i++)
        {
            var expected = (i & 1) == 0 ? x[i] : x[i].flip(2);
            Assert.True(y[i].equal(expected.rot90(i / 2, (1, 2))).all().item<bool>(), $"{i}");
        }
    }

    [Theory]
    [InlineData(2, -1)]
    [InlineData(-3, 0)]
    [InlineData(0, 3)]
    public void Apply_ShiftsAndReflects(int down, int right)
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        var x = randn(1, 2, 8, 8);
        var y = SquareMoves.Apply(x, tensor([0L]), tensor([0L]), tensor([(long)down]), tensor([(long)right]));
        for (var row = 0; row < 8; row++)
        for (var column = 0; column < 8; column++)
            Assert.Equal(
                x[0, 1, Inside(row - down), Inside(column - right)].item<float>(),
                y[0, 1, row, column].item<float>()
            );

        static int Inside(int at) =>
            at < 0 ? -at
            : at > 7 ? 14 - at
            : at;
    }
}
