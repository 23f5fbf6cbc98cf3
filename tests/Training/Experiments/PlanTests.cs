using Platform.Training.Experiments;

namespace Platform.Training.Tests.Experiments;

public sealed class PlanTests
{
    [Theory]
    [InlineData("table1", 3)]
    [InlineData("table2", 6)] // two methods x (none, two arms)
    [InlineData("figure4", 1)]
    [InlineData("figure6", 1)]
    [InlineData("figure7", 15)] // three numbers of real images x (none, half and all in two arms)
    [InlineData("figure8", 1)]
    [InlineData("figure9", 2)]
    [InlineData("labels", 12)] // three methods x (three numbers, all)
    public void Cells_AreTheWholeGrid(string experiment, int count)
    {
        var cells = SomePlan.Of(experiment).Cells;
        Assert.Equal(count, cells.Count);
        Assert.Equal(count, cells.Select(c => c.Name).Distinct().Count());
        Assert.Equal(count, cells.Select(c => c.Key).Distinct().Count());
    }

    [Fact]
    public void Table2_TrainsOneGanForAllCells()
    {
        var plan = SomePlan.Of("table2", seeds: 2);
        Assert.Single(plan.Stages(Verb.Gan));
        Assert.Single(plan.Stages(Verb.Generate));
        Assert.Equal(12, plan.Stages(Verb.Ssl).Count);
    }

    [Fact]
    public void Figure7_GansSeeTheImagesOfTheirEncoders()
    {
        var plan = SomePlan.Of("figure7");
        Assert.Equal(
            ["100", "200", "400"],
            plan.Stages(Verb.Gan).Select(s => s.Settings["--images"]).OrderBy(int.Parse)
        );
        foreach (var encoder in plan.Stages(Verb.Ssl).Where(s => s.Inputs.ContainsKey("--synthetic")))
            Assert.Equal(
                encoder.Settings["--images"],
                ((Stage)((Stage)encoder.Inputs["--synthetic"]).Inputs["--gan"]).Settings["--images"]
            );
        Assert.DoesNotContain(
            "--images",
            Assert.Single(SomePlan.Of("figure7", sharedGan: true).Stages(Verb.Gan)).Settings.Keys
        );
    }

    [Fact]
    public void Cells_OfTwoTablesShareWhatIsTheSame() =>
        Assert.Equal(
            SomePlan.Of("table1").Cells.Single(c => c.Point.Method == "byol").Key,
            SomePlan.Of("table2").Cells.Single(c => c.Point is { Method: "byol", Synthetic: 0 }).Key
        );

    [Fact]
    public void Figure9_DrawsTheSameLatents()
    {
        var sheets = SomePlan.Of("figure9").Cells.Select(c => c.Finals[0]).ToArray();
        Assert.Equal(sheets[0].Settings["--seed"], sheets[1].Settings["--seed"]);
        Assert.NotEqual(sheets[0].Key, sheets[1].Key);
        Assert.Equal(2, SomePlan.Of("figure9").Stages(Verb.Gan).Count);
    }

    [Fact]
    public void Baseline_IsTheSameMethodWithoutSyntheticImages()
    {
        var plan = SomePlan.Of("table2");
        Assert.All(
            plan.Cells.Where(c => c.Point.Synthetic > 0),
            c => Assert.Equal((c.Point.Method, 0), (plan.Baseline(c)!.Point.Method, plan.Baseline(c)!.Point.Synthetic))
        );
        Assert.All(plan.Cells.Where(c => c.Point.Synthetic == 0), c => Assert.Null(plan.Baseline(c)));
    }
}
