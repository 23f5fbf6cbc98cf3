using System.CommandLine;
using Platform.Training.Configuration;
using Platform.Training.Data;
using Platform.Training.Experiments;
using Platform.Training.Ssl;
using Platform.Training.Ssl.Methods;
using Platform.Training.Ssl.Views;
using Platform.Training.Tests.Experiments;

namespace Platform.Training.Tests.Ssl;

/// <summary>
/// Every property of <see cref="ViewOptions"/> is an option of <c>ssl</c> and <c>views</c>, and goes with an
/// experiment's stages: none can be forgotten.
/// </summary>
public sealed class ViewOptionsTests
{
    public static TheoryData<string> Options => [.. OptionProperty.All(typeof(ViewOptions)).Select(p => p.Option)];

    [Theory, MemberData(nameof(Options))]
    public void Option_IsReadByTheCommandsAndPassedByExperiments(string option)
    {
        var smoke = SslMethods.All["simclr"].Presets["smoke"];
        var property = OptionProperty.All(typeof(ViewOptions)).Single(p => p.Option == option);
        var text = property.Of(smoke.Config.Views) is Symmetry ? "none" : "0.77";
        Assert.Equal(text, Given(SslMethods.Options, "simclr"));
        Assert.Equal(text, Given([("views", SslMethods.Views)], "views"));

        var (plan, changed) = (SomePlan.Of("figure4"), SomePlan.Of("table1"));
        var other = SslMethods.All["simclr"].With(smoke, [(option, text)]);
        Assert.NotEqual(property.Of(smoke.Config.Views), property.Of(other.Config.Views));
        Assert.Equal(text, Passed(plan, Verb.Views, other).Settings[option]);
        Assert.Equal(text, Passed(changed, Verb.Ssl, other).Settings[option]);
        Assert.NotEqual(Passed(plan, Verb.Views, smoke).Key, Passed(plan, Verb.Views, other).Key);
        Assert.NotEqual(Passed(changed, Verb.Ssl, smoke).Key, Passed(changed, Verb.Ssl, other).Key);

        string Given(IEnumerable<(string, Method<SslConfig>)> methods, string reader)
        {
            var command = new RootCommand();
            var options = new PresetOptions<SslConfig>(command, methods);
            var read = options.Read(command.Parse(["--preset", "smoke", option, text]), reader);
            return OptionValue.Text(property.Of(read.Config.Views));
        }
        static Stage Passed(Plan plan, Verb verb, Setup<SslConfig> setup) =>
            (plan with { Ssl = plan.Ssl.ToDictionary(s => s.Key, s => s.Key == "simclr" ? setup : s.Value) })
                .Stages(verb)
                .Single(s => verb == Verb.Views || s.Settings["--method"] == "simclr");
    }
}
