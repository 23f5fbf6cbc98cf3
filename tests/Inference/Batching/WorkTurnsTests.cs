using Platform.Inference.Batching;

namespace Platform.Inference.Tests.Batching;

/// <summary>Whose turn it is, by a clock of milliseconds that these tests move.</summary>
public class WorkTurnsTests
{
    const long Second = 1000;
    readonly List<string> began = [];
    long now;

    WorkTurns.Work Add(WorkTurns turns, string caller) => turns.Add(caller, () => began.Add(caller), now);

    WorkTurns.Work? Begin(WorkTurns turns)
    {
        var work = turns.Next(now);
        work?.Run();
        return work;
    }

    void End(WorkTurns turns, WorkTurns.Work? work, long after)
    {
        now += after;
        turns.Ended(work!, now);
    }

    [Fact]
    public void Next_IsThatOfTheCallerWhoHasHadLeastTime()
    {
        var turns = new WorkTurns(1, Second);
        for (var i = 0; i < 30; i++)
        {
            Add(turns, "long");
            Add(turns, "short");
        }
        for (var i = 0; i < 22; i++)
            End(turns, Begin(turns), began[^1] == "long" ? 100 : 10);
        Assert.Equal(2, began.Count(b => b == "long")); // 200 ms each, and not a work each
        Assert.Equal(20, began.Count(b => b == "short"));
    }

    [Fact]
    public void Next_OfACallerWhoComesBack_HasNoCreditForItsRest()
    {
        var turns = new WorkTurns(1, Second);
        Add(turns, "back");
        End(turns, Begin(turns), 10);
        for (var i = 0; i < 40; i++)
            Add(turns, "stays");
        for (var i = 0; i < 20; i++)
            End(turns, Begin(turns), 10);
        for (var i = 0; i < 20; i++)
            Add(turns, "back");
        began.Clear();
        for (var i = 0; i < 10; i++)
            End(turns, Begin(turns), 10);
        Assert.InRange(began.Count(b => b == "stays"), 4, 6);
    }

    [Fact]
    public void Next_OfACallerOfLongWorks_LeavesASlotToOthers()
    {
        var turns = new WorkTurns(2, Second);
        for (var i = 0; i < 10; i++)
            Add(turns, "long");
        var (first, second) = (Begin(turns), Begin(turns)); // nobody else is there
        Assert.NotNull(second);
        Add(turns, "other");
        End(turns, first, 900);
        var other = Begin(turns);
        Assert.Equal("other", began[^1]);
        End(turns, other, 5);
        Assert.Null(Begin(turns)); // the second slot stays free for a second
        now += Second;
        Assert.NotNull(Begin(turns));
        End(turns, second, 0);
    }

    [Fact]
    public void Next_OfACallerWhoHasJustCome_LeavesASlotUntilItsFirstWorkWasShort()
    {
        var turns = new WorkTurns(2, Second);
        Add(turns, "old");
        End(turns, Begin(turns), 1);
        for (var i = 0; i < 4; i++)
            Add(turns, "new");
        var first = Begin(turns);
        Assert.Null(Begin(turns));
        End(turns, first, 10);
        Assert.NotNull(Begin(turns));
        Assert.NotNull(Begin(turns));
    }

    [Fact]
    public void Next_WithOneSlot_IsHadByEverybody()
    {
        var turns = new WorkTurns(1, Second);
        Add(turns, "long");
        Add(turns, "long");
        Add(turns, "other");
        End(turns, Begin(turns), 900);
        End(turns, Begin(turns), 5);
        Assert.NotNull(Begin(turns));
        Assert.Equal(["long", "other", "long"], began);
    }

    [Fact]
    public void Add_OfEverNewCallers_ForgetsThoseAtRest()
    {
        var turns = new WorkTurns(1, Second);
        for (var i = 0; i < 5_000; i++)
        {
            Add(turns, $"{i}");
            End(turns, Begin(turns), 1);
        }
        Assert.InRange(turns.Known, 1, 1_000);
    }
}
