using System.Net;
using Microsoft.AspNetCore.Connections;
using Platform.Inference.Security;
using Platform.Inference.Security.Connections;
using Platform.Shared;

namespace Platform.Inference.Tests.Security.Connections;

public class ConnectionLimitsTests
{
    readonly ConnectionLimits limits = new(most: 6, mostOfOne: 4, TimeProvider.System);

    ConnectionSlot? Enter(string address, out ConnectionSlot? gaveWay, bool scarce = false) =>
        limits.Enter(IPAddress.Parse(address), new DefaultConnectionContext(), scarce, out gaveWay);

    ConnectionSlot Enter(string address) => Enter(address, out _)!;

    [Fact]
    public void Address_ThatIsFull_ClosesItsOwnOldest_AndTouchesNoOther()
    {
        var other = Enter("10.0.0.2");
        var own = Enumerable.Range(0, 4).Select(_ => Enter("10.0.0.1")).ToArray();
        Assert.NotNull(Enter("10.0.0.1", out var gaveWay));
        Assert.Same(own[0], gaveWay);
        Assert.NotNull(other.Node);
        Assert.Equal(5, limits.Count);
    }

    [Fact]
    public void Port_ThatIsFull_ClosesOneOfTheAddressThatHasMost()
    {
        Enter("10.0.0.2");
        Enter("10.0.0.2");
        var most = Enumerable.Range(0, 4).Select(_ => Enter("10.0.0.1")).ToArray();
        Assert.NotNull(Enter("10.0.0.3", out var gaveWay));
        Assert.Same(most[0], gaveWay);
    }

    [Fact]
    public void OneThatSpoke_OutlivesSilentOnesOfTheOlderHalf()
    {
        var own = Enumerable.Range(0, 4).Select(_ => Enter("10.0.0.1")).ToArray();
        own[0].Heard = true;
        Enter("10.0.0.1", out var gaveWay);
        Assert.Same(own[1], gaveWay);
    }

    [Fact]
    public void CallsUnderWay_KeepTheirPlace_AndThoseThatRestGiveWay()
    {
        var own = Enumerable.Range(0, 4).Select(_ => Enter("10.0.0.1")).ToArray();
        foreach (var slot in own)
            slot.CallBegins();
        Assert.Null(Enter("10.0.0.1", out var gaveWay));
        Assert.Null(gaveWay);
        own[2].CallEnded(TimeProvider.System.GetTimestamp());
        own[1].CallEnded(TimeProvider.System.GetTimestamp());
        Assert.NotNull(Enter("10.0.0.1", out gaveWay));
        Assert.Same(own[2], gaveWay);
    }

    [Fact]
    public void Descriptors_ThatRunOut_CountAsAFullPort()
    {
        Assert.Null(Enter("10.0.0.1", out _, scarce: true));
        var first = Enter("10.0.0.1");
        Assert.NotNull(Enter("10.0.0.1", out var gaveWay, scarce: true));
        Assert.Same(first, gaveWay);
    }

    [Fact]
    public void Left_GivesItsPlaceBackOnce()
    {
        var own = Enumerable.Range(0, 4).Select(_ => Enter("10.0.0.1")).ToArray();
        own[3].CallBegins();
        limits.Leave(own[3]);
        limits.Leave(own[3]);
        Assert.Equal(3, limits.Count);
        Enter("10.0.0.1", out var gaveWay);
        Assert.Null(gaveWay);
    }

    [Theory]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff:2", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public void Address_IsCountedByItsNetwork(string first, string second, bool same)
    {
        Assert.Equal(same, Enter(first).Address.Equals(Enter(second).Address));
    }

    [Theory]
    [InlineData(8192, null, 2, 4096, 1638, 409)]
    [InlineData(300, null, 2, 36, 14, 3)]
    [InlineData(8192, 7000, 0, 7000, 3500, 875)]
    public void Plan_LeavesCallsFourTimesWhatWatchersHave(
        int files,
        int? given,
        int watchers,
        int total,
        int calls,
        int watch
    )
    {
        var security = new SecurityOptions
        {
            MaxConnections = given,
            MetricsPort = watchers > 0 ? 0 : null,
            HealthPort = watchers > 1 ? 0 : null,
        };
        var plan = ConnectionPlan.Of(new() { HttpPort = 0 }, security, files);
        Assert.Equal(
            (total, calls, watch),
            (plan.Total, plan.Most(ListenerRole.Calls), plan.Most(ListenerRole.Health))
        );
        Assert.Equal(calls / 2, plan.MostOfOne(ListenerRole.Calls));
    }

    [Theory]
    [InlineData(270, null, "this process may open 270 files")]
    [InlineData(1024, 800, "--max-connections 800: this process may open 1,024 files")]
    public void Plan_ThatTheDescriptorsDoNotAllow_IsRefused(int files, int? given, string reason)
    {
        var security = new SecurityOptions { MaxConnections = given };
        Assert.StartsWith(
            reason,
            Assert.Throws<InputException>(() => ConnectionPlan.Of(new(), security, files)).Message
        );
    }

    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 1024)]
    [InlineData("Max open files            unlimited            unlimited            files     ", int.MaxValue)]
    [InlineData("Max processes             1024                 1024                 processes ", 4096)]
    public void Descriptors_AreReadFromTheSystem(string line, int limit) =>
        Assert.Equal(limit, Descriptors.Parse(["Limit  Soft Limit  Hard Limit  Units", line]));
}
